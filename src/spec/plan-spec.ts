import { z } from "zod";
import { ARITHMETICS } from "./arch-spec.ts";
import { quantity } from "./quantity.ts";

export const RECOMPUTE_MODES = ["none", "attention", "layer"] as const;
export const RESIDENCIES = ["sram", "sharded", "streaming"] as const;

/** The user's choice of how to run a workload on a machine. What is left out is chosen by `plan: auto`. */
export const planSpec = z.strictObject({
  tensorParallel: quantity("count").optional(),
  pipelineParallel: quantity("count").optional(),
  dataParallel: quantity("count").optional(),
  microBatch: quantity("count").optional().describe("Samples per pipeline slot and replica"),
  microBatches: quantity("count")
    .optional()
    .describe("Micro-batches per weight update and replica (accumulation)"),
  recompute: z.enum(RECOMPUTE_MODES).optional(),
  optimizerState: z.enum(RESIDENCIES).optional(),
  weights: z
    .enum(["sram", "streaming"])
    .optional()
    .describe("streaming: phased execution, one layer group at a time"),
  weightLoads: quantity("count")
    .optional()
    .describe(
      "Phased execution: how often a step brings the weights in; more leaves fewer checkpoints in DRAM",
    ),
  arithmetic: z.enum(ARITHMETICS).optional(),
  availableMemoryProportion: quantity("share").optional(),
  layersPerStage: z.array(z.number().int().min(0)).optional(),
  ioTiles: quantity("count").optional().describe("Tiles set aside so that streaming overlaps compute"),
  sequenceParallel: z.boolean().optional(),
  headPlacement: z
    .enum(["last", "first"])
    .optional()
    .describe("first: the head runs on the first stage's chip, beside the tied embedding table"),
  kvCache: z.enum(["sram", "streaming", "none"]).optional(),
});

export type PlanSpec = z.output<typeof planSpec>;
