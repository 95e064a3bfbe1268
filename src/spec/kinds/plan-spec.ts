import { memoryId } from "./memory-spec.ts";
import { z } from "zod";
import { ARITHMETICS, MOST_TILES } from "./arch-spec.ts";
import { BOUNDS } from "./model-sizes.ts";
import { quantity } from "../yaml/quantity.ts";

export const RECOMPUTE_MODES = ["none", "attention", "layer"] as const;
export const CHECKPOINT_FORMATS = ["computed", "fp8"] as const;
export const SOFTWARE_PROFILES = ["tuned", "framework"] as const;

export const RANK_ORDERS = ["tensor-data-pipeline", "tensor-pipeline-data"] as const;

/** Degrees and micro-batches are at least one, and at most as many as a batch may have samples. */
const ONE_OR_MORE = { min: 1, max: BOUNDS.samples } as const;
/** Stages that a list may name one by one. */
const MOST_STAGES = 100_000;

/** The user's choice of how to run a workload on a machine. What is left out is chosen by `plan: auto`. */
export const planSpec = z.strictObject({
  tensorParallel: quantity("count", ONE_OR_MORE).optional(),
  pipelineParallel: quantity("count", ONE_OR_MORE).optional(),
  dataParallel: quantity("count", ONE_OR_MORE).optional(),
  microBatch: quantity("count", ONE_OR_MORE).optional().describe("Samples per pipeline slot and replica"),
  microBatches: quantity("count", ONE_OR_MORE)
    .optional()
    .describe("Micro-batches per weight update and replica (accumulation)"),
  recompute: z.enum(RECOMPUTE_MODES).optional(),
  checkpointFormat: z
    .enum(CHECKPOINT_FORMATS)
    .optional()
    .describe(
      "fp8: a pipeline's stash takes a byte an element, cast on the way in and out; default: as computed",
    ),
  optimizerState: memoryId
    .optional()
    .describe("sram; sharded: there, divided over the replicas; or an off-chip memory: streaming, or its id"),
  weights: memoryId
    .optional()
    .describe("sram; an off-chip memory (streaming, or its id): phased execution, one layer group at a time"),
  weightLoads: quantity("count", ONE_OR_MORE)
    .optional()
    .describe(
      "Phased execution: how often a step brings the weights in; more leaves fewer checkpoints in DRAM",
    ),
  arithmetic: z.enum(ARITHMETICS).optional(),
  availableMemoryProportion: quantity("share").optional(),
  layersPerStage: z
    .array(z.number().min(0).max(BOUNDS.layers).multipleOf(0.5))
    .max(MOST_STAGES)
    .optional()
    .describe("Halves place attention and feed-forward blocks separately"),
  ioTiles: quantity("count", { max: MOST_TILES })
    .optional()
    .describe("Tiles set aside so that streaming overlaps compute"),
  sequenceParallel: z.boolean().optional(),
  headPlacement: z
    .enum(["last", "first"])
    .optional()
    .describe("first: the head runs on the first stage's chip, beside the tied embedding table"),
  kvCache: memoryId.optional().describe("sram, none, or an off-chip memory: streaming, or its id"),
  expertParallel: quantity("count", ONE_OR_MORE)
    .optional()
    .describe("Mixture of experts: replicas over which the experts of a layer are divided"),
  expertWeights: memoryId
    .optional()
    .describe(
      "Inference: experts in an off-chip memory, fetched as a micro-batch meets them; default: as weights",
    ),
  interleave: quantity("count", { min: 1, max: BOUNDS.layers })
    .optional()
    .describe("Roofline chips: model chunks of each pipeline stage (Megatron's interleaved schedule)"),
  rankOrder: z
    .enum(RANK_ORDERS)
    .optional()
    .describe("Roofline chips: whose ranks are neighbours first; default: Megatron's tensor-data-pipeline"),
  overlapGradients: z
    .boolean()
    .optional()
    .describe("Roofline chips: gradients are summed over the replicas while the last backward still runs"),
  overlapTensorParallel: z
    .boolean()
    .optional()
    .describe("Roofline chips: tensor-parallel collectives run beside their products, cut into parts"),
  software: z
    .enum(SOFTWARE_PROFILES)
    .optional()
    .describe(
      "tuned: layouts placed by hand (PopART, PopXL); framework: as PyTorch or TensorFlow lower them",
    ),
});

export type PlanSpec = z.output<typeof planSpec>;
