import { z } from "zod";
import { ARITHMETICS, MOST_TILES } from "./arch-spec.ts";
import { memoryId } from "./memory-spec.ts";
import { BOUNDS } from "./model-sizes.ts";
import { quantity } from "../yaml/quantity.ts";

/** What a choice says of itself besides the schema of its values. */
interface ChoiceWords<T> {
  /** The plainest value: a plan made of these runs on one chip, with everything on it. */
  readonly initial: T;
  /** Chips whose programs it can change. Elsewhere any value but `initial` is illegal. */
  readonly chips: "all" | "tiled" | "roofline";
  /**
   * When a search decides it: with the `degree`s of parallelism; with the `shape` that prices a layer; `last`; by the
   * `split` of the layers; `never`, so that a plan does as asked.
   */
  readonly search: "degree" | "shape" | "last" | "split" | "never";
  /** Whether what a chip holds depends on it, the temporary memory of its products apart. */
  readonly memory: boolean;
  /** Whether saved plans name it even where it is `initial`. Those that came later do not. */
  readonly saved: "always" | "where made";
  /** A few words for tables. */
  readonly label: string;
  /** What it decides, and what its values mean. */
  readonly help: string;
  /** The values that a search goes through (docs/plan-space.md); "" where it goes through none. */
  readonly searched: string;
}

/** Values of `schema`, with all that is said of them. */
function choice<S extends z.ZodType, const W extends ChoiceWords<z.output<S>>>(
  schema: S,
  words: W,
): { readonly schema: S } & W {
  return { schema, ...words };
}

const everywhere = { chips: "all", saved: "always", memory: true } as const;
const later = { chips: "all", saved: "where made", memory: true } as const;
const laterOnTiles = { chips: "tiled", saved: "where made", memory: true } as const;
const laterOnRooflines = { chips: "roofline", saved: "where made", memory: true } as const;
/** Degrees and micro-batches are at least one, and at most as many as a batch may have samples. */
const oneOrMore = quantity("count", { min: 1, max: BOUNDS.samples });
/** Stages that a list may name one by one. */
const MOST_STAGES = 100_000;

export const RECOMPUTE_MODES = ["none", "attention", "layer"] as const;
export const CHECKPOINT_FORMATS = ["computed", "fp8"] as const;
export const SOFTWARE_PROFILES = ["tuned", "framework"] as const;
/** Kinds of parallelism in the order in which ranks count, neighbours first. */
export const RANK_ORDERS = ["tensor-data-pipeline", "tensor-pipeline-data"] as const;

/**
 * Every choice of a plan. Types of plans, what studies and `--set plan.*` accept, the search's options and the table of
 * docs/plan-space.md follow from it; whether a value is legal is said in plan/choice/.
 */
export const PLAN_CHOICES = {
  tensorParallel: choice(oneOrMore, {
    ...{ initial: 1, search: "degree", label: "tensor parallelism", ...everywhere },
    help: "Chips that divide every layer among them",
    searched:
      "divisors of the attention heads that divide the key/value heads or are a multiple of them. IPUs: in a link domain. Others: groups that do not straddle machines",
  }),
  pipelineParallel: choice(oneOrMore, {
    ...{ initial: 1, search: "degree", label: "stages", ...everywhere },
    help: "Stages of the pipeline, one after the other",
    searched:
      "up to the layers. IPUs: powers of two (others only where the plan says so); a replica takes a partition, whose chips are a power of two, and leaves idle what it does not need",
  }),
  dataParallel: choice(oneOrMore, {
    ...{ initial: 1, search: "degree", label: "replicas", ...everywhere },
    help: "Replicas of the model, which divide the batch",
    searched: "divisors of the batch, as many as there are chips for",
  }),
  microBatch: choice(oneOrMore, {
    ...{ initial: 1, search: "degree", label: "micro-batch", ...everywhere },
    help: "Samples per pipeline slot and replica",
    searched: "divisors of a replica's samples",
  }),
  microBatches: choice(oneOrMore, {
    ...{ initial: 1, search: "degree", label: "accumulation", ...everywhere },
    help: "Micro-batches per weight update and replica (accumulation)",
    searched: "what the micro-batch leaves of a replica's samples",
  }),
  recompute: choice(z.enum(RECOMPUTE_MODES), {
    ...{ initial: "none", search: "shape", label: "recompute", ...everywhere },
    help: "What backward runs forward again instead of keeping: nothing, attention cores, whole layers",
    searched:
      "nothing, attention cores, whole layers; in phased execution of training whole layers, as it keeps nothing else",
  }),
  checkpointFormat: choice(z.enum(CHECKPOINT_FORMATS), {
    ...{ initial: "computed", search: "never", label: "format of checkpoints", ...laterOnTiles },
    help: "fp8: a pipeline's stash takes a byte an element, cast on the way in and out; default: as computed",
    searched: "",
  }),
  optimizerState: choice(memoryId, {
    ...{ initial: "sram", search: "last", label: "optimizer state", ...everywhere },
    help: "sram; sharded: there, divided over the replicas (ZeRO-1), and with it on roofline chips sharded-gradients (ZeRO-2), sharded-weights (ZeRO-3, FSDP); or an off-chip memory: streaming, or its id",
    searched:
      "divided over the replicas, whole on each, in an off-chip memory (phased: with the weights unless said)",
  }),
  weights: choice(memoryId, {
    ...{ initial: "sram", search: "shape", label: "weights", ...everywhere },
    help: "sram; an off-chip memory (streaming, or its id): phased execution, one layer group at a time",
    searched:
      "in SRAM or HBM (pipeline); off chip, in streaming memory or any other that the machine has (phased execution, one stage)",
  }),
  weightLoads: choice(oneOrMore, {
    ...{ initial: 1, search: "last", label: "weight loads of a step", ...everywhere },
    help: "Phased execution: how often a step brings the weights in; more leaves fewer checkpoints in DRAM",
    searched: "phased training: powers of two that divide the micro-batches",
  }),
  arithmetic: choice(z.enum(ARITHMETICS), {
    ...{ initial: "fp16_16", search: "shape", label: "arithmetic", ...everywhere },
    help: "Format of a product's inputs, and of its sums",
    searched:
      "formats that keep at least the task's precision. Wider ones cost no less in any part and are passed over at once",
  }),
  availableMemoryProportion: choice(quantity("share"), {
    ...{ initial: 0.6, search: "last", label: "memory proportion", ...everywhere },
    ...{ chips: "tiled", memory: false },
    help: "Share of a tile that the temporaries of a matmul may take",
    searched: "IPUs: 0.6, 0.2, 0.1 of a tile",
  }),
  layersPerStage: choice(z.array(z.number().min(0).max(BOUNDS.layers).multipleOf(0.5)).max(MOST_STAGES), {
    ...{ initial: [], search: "split", label: "split of the layers", ...everywhere },
    help: "Halves place attention and feed-forward blocks separately",
    searched: "",
  }),
  ioTiles: choice(quantity("count", { max: MOST_TILES }), {
    ...{ initial: 0, search: "last", label: "tiles for I/O", ...everywhere, chips: "tiled" },
    help: "Tiles set aside so that streaming overlaps compute",
    searched: "IPUs, phased: as many as the largest layer needs, or none",
  }),
  sequenceParallel: choice(z.boolean(), {
    ...{ initial: false, search: "shape", label: "sequence parallelism", ...everywhere },
    help: "Whether tensor-parallel chips divide elementwise work too",
    searched: "GPUs: with or without. IPU programs divide elementwise work in any case",
  }),
  headPlacement: choice(z.enum(["last", "first"]), {
    ...{ initial: "last", search: "last", label: "head", ...everywhere },
    help: "first: the head runs on the first stage's chip, beside the tied embedding table",
    searched: "with the last stage; IPU pipelines: also with the first, beside the embedding",
  }),
  kvCache: choice(memoryId, {
    ...{ initial: "none", search: "last", label: "keys and values (inference)", ...everywhere },
    help: "sram, none, or an off-chip memory: streaming, or its id",
    searched: "on the chip, in an off-chip memory",
  }),
  expertParallel: choice(oneOrMore, {
    ...{ initial: 1, search: "degree", label: "experts over replicas", ...later },
    help: "Mixture of experts: replicas over which the experts of a layer are divided",
    searched: "powers of two that divide experts and replicas",
  }),
  expertWeights: choice(memoryId, {
    ...{ initial: "as-weights", search: "last", label: "experts' weights", ...later },
    help: "Inference: experts in an off-chip memory, fetched as a micro-batch meets them; as-weights: with the others",
    searched:
      "inference, with an off-chip memory: with the other weights, or fetched from there as a micro-batch meets them",
  }),
  interleave: choice(quantity("count", { min: 1, max: BOUNDS.layers }), {
    ...{ initial: 1, search: "last", label: "interleaving", ...laterOnRooflines },
    help: "Roofline chips: model chunks of each pipeline stage (Megatron's interleaved schedule)",
    searched:
      "GPUs: chunks that divide stages of equal length, where micro-batches come in whole rounds (Narayanan 2021, arXiv:2104.04473, §2.2.2)",
  }),
  rankOrder: choice(z.enum(RANK_ORDERS), {
    ...{
      initial: "tensor-data-pipeline",
      search: "last",
      label: "order of ranks",
      ...laterOnRooflines,
      memory: false,
    },
    help: "Roofline chips: whose ranks are neighbours first; default: Megatron's tensor-data-pipeline",
    searched:
      "GPUs: beside a tensor-parallel group of less than a machine stand other replicas, or other stages (Megatron's `--use-tp-pp-dp-mapping`)",
  }),
  overlapGradients: choice(z.boolean(), {
    ...{
      initial: false,
      search: "last",
      label: "gradients beside backward",
      ...laterOnRooflines,
      memory: false,
    },
    help: "Roofline chips: gradients are summed over the replicas while the last backward still runs",
    searched: "GPUs: summed over the replicas after the last backward, or layer by layer while it runs",
  }),
  overlapTensorParallel: choice(z.boolean(), {
    ...{
      initial: false,
      search: "shape",
      label: "collectives beside products",
      ...laterOnRooflines,
      memory: false,
    },
    help: "Roofline chips: tensor-parallel collectives run beside their products, cut into parts",
    searched:
      "GPUs: tensor-parallel collectives between products, or beside them, cut along their rows into as many parts as ranks",
  }),
  software: choice(z.enum(SOFTWARE_PROFILES), {
    ...{ initial: "tuned", search: "never", label: "software", ...laterOnTiles, memory: false },
    help: "tuned: layouts placed by hand (PopART, PopXL); framework: as PyTorch or TensorFlow lower them",
    searched: "",
  }),
  weightBits: choice(quantity("count", { max: 8 }), {
    ...{ initial: 0, search: "never", label: "bits of streamed weights", ...laterOnTiles, memory: false },
    help: "Phased inference: bits of a weight in streaming memory, with a scale and an offset for each group; 0: as computed",
    searched: "",
  }),
  weightGroup: choice(oneOrMore, {
    ...{ initial: 64, search: "never", label: "group of compressed weights", ...laterOnTiles, memory: false },
    help: "Weights that share a scale and an offset, where weightBits compresses them",
    searched: "",
  }),
} as const;

type Table = typeof PLAN_CHOICES;
export type PlanChoiceName = keyof Table;

type Values<K extends PlanChoiceName> = z.output<Table[K]["schema"]>;

/** Every choice made, none left open. */
export type PlanChoice = {
  readonly [K in PlanChoiceName]: Values<K> extends (infer T)[] ? readonly T[] : Values<K>;
};

export const PLAN_CHOICE_NAMES = Object.keys(PLAN_CHOICES) as readonly PlanChoiceName[];

/** The plainest plan: one chip with everything on it. Its layers and its arithmetic are the workload's and the chip's. */
export const DEFAULT_CHOICE = Object.fromEntries(
  PLAN_CHOICE_NAMES.map((name) => [name, PLAN_CHOICES[name].initial]),
) as unknown as PlanChoice;

/** Choices that a search decides at this time. */
export type ChoiceSearched<S extends ChoiceWords<never>["search"]> = {
  [K in PlanChoiceName]: Table[K]["search"] extends S ? K : never;
}[PlanChoiceName];

/** The choices that were made, and of all others the plainest. */
export function withDefaults(made: Partial<PlanChoice>): PlanChoice {
  const others = PLAN_CHOICE_NAMES.filter((name) => made[name] === undefined);
  return { ...made, ...Object.fromEntries(others.map((name) => [name, DEFAULT_CHOICE[name]])) } as PlanChoice;
}

/** A choice as it is saved: without what came later than saved plans did, where it is the plainest. */
export function savedChoice(choice: PlanChoice): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(choice).filter(([name, value]) => {
      const { saved, initial } = PLAN_CHOICES[name as PlanChoiceName];
      return saved === "always" || value !== initial;
    }),
  );
}

/** Of a saved plan what a person asks of such chips: names and values, without settings that they do not have. */
export const choicesOf = (
  architecture: "tiled" | "roofline",
  saved: Readonly<Record<string, unknown>>,
): readonly (readonly [name: string, value: unknown])[] =>
  Object.entries(saved).filter(([name]) => {
    const chips =
      (PLAN_CHOICES as Readonly<Record<string, { readonly chips: string }>>)[name]?.chips ?? "all";
    return chips === "all" || chips === architecture;
  });
