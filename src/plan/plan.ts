import type { Arch } from "../arch/arch.ts";
import type { MemoryId } from "../arch/memory.ts";
import type { Arithmetic } from "../spec/kinds/arch-spec.ts";
import type { Block, Operator, OperatorGraph } from "../workload/graph/operator-graph.ts";
import type { Placement } from "./placement/placement.ts";

export type RecomputeMode = "none" | "attention" | "layer";
/** Format of what a pipeline's stash keeps from forward to backward: that of the arithmetic's inputs, or a byte each. */
export type CheckpointFormat = "computed" | "fp8";
/** Who laid the tensors out: hand-tuned programs (PopART, PopXL) or a framework's lowering (PyTorch, TensorFlow). */
export type SoftwareProfile = "tuned" | "framework";
/** Kinds of parallelism in the order in which ranks count, neighbours first. */
export type RankOrder = "tensor-data-pipeline" | "tensor-pipeline-data";
/** Where state lives: `sram`, `sharded` (there, divided over replicas), or an off-chip memory by its id. */
export type Residency = MemoryId;

/** Every choice made; the same fields as PlanSpec, none left open. */
export interface PlanChoice {
  readonly tensorParallel: number;
  readonly pipelineParallel: number;
  readonly dataParallel: number;
  /** Samples per pipeline slot and replica. */
  readonly microBatch: number;
  /** Micro-batches per weight update and replica (inference: per batch). */
  readonly microBatches: number;
  readonly recompute: RecomputeMode;
  /** Absent: computed. */
  readonly checkpointFormat?: CheckpointFormat;
  /** sram: whole on every replica; sharded (RTS): divided over replicas; else the id of an off-chip memory. */
  readonly optimizerState: Residency;
  /** An off-chip memory (`streaming`, or as a spec names it): phased execution, one layer group resident at a time. */
  readonly weights: MemoryId;
  /** Phased execution: how often a step brings the weights in; micro-batches come in as many parts. */
  readonly weightLoads: number;
  readonly arithmetic: Arithmetic;
  readonly availableMemoryProportion: number;
  /** Halves: a layer's attention block on one chip, its feed-forward block on the next. */
  readonly layersPerStage: readonly number[];
  /** 0: streaming and compute alternate; else they overlap and compute has that many tiles less. */
  readonly ioTiles: number;
  readonly sequenceParallel: boolean;
  /** `none`: nothing is kept. */
  readonly kvCache: MemoryId;
  /** first: the head runs on the first stage's chip, beside the (tied) embedding table. */
  readonly headPlacement: "last" | "first";
  /** Weights in streaming memory are kept in fewer bits, with a scale and an offset for each group. Absent: as computed. */
  readonly compressedWeights?: { readonly bits: number; readonly groupSize: number };
  /** Model chunks of each pipeline stage (Megatron's interleaved schedule), which shorten fill and drain. Absent: 1. */
  readonly interleave?: number;
  /** Roofline chips: who stands next to a tensor-parallel group, other replicas or other stages. Absent: other replicas. */
  readonly rankOrder?: RankOrder;
  /** Roofline chips: gradients are summed over the replicas while the last backward still runs. Absent: after it. */
  readonly overlapGradients?: boolean;
  /** Roofline chips: tensor-parallel collectives run beside the products they belong to, cut into parts. Absent: between them. */
  readonly overlapTensorParallel?: boolean;
  /** Replicas over which the experts of a layer are divided; each holds its part of them for all. Absent: 1. */
  readonly expertParallel?: number;
  /** Where experts live: on the chip, or in an off-chip memory, from which a micro-batch fetches those it meets. Absent: as `weights`. */
  readonly expertWeights?: MemoryId;
  /** Which program runs: sets how much rearrangement there is around the operators. Absent: tuned. */
  readonly software?: SoftwareProfile;
}

/** Consecutive blocks on one chip (or tensor-parallel group). */
export interface Stage {
  readonly index: number;
  /** Chip (tensor-parallel group) of the replica it runs on; two stages may share one (embedding and head). */
  readonly chip: number;
  readonly blocks: readonly { readonly block: Block; readonly count: number }[];
}

export type Direction = "forward" | "recompute" | "backward";

/** Bytes of all tiles that one step of a block needs for a micro-batch. */
export interface BlockStep {
  /** Absent: the weight update. */
  readonly operator?: Operator;
  readonly direction: Direction | "update";
  /** Tensors and weight gradient. */
  readonly activations: number;
  /** Operand blocks and partials. */
  readonly temporaries: number;
}

/** A block of a chip's program, or the weight update. Of layers in a row the last stands for all: most has been kept. */
export interface ProgramPart {
  readonly block: string;
  /** Bytes that are alive through all of its steps beside what stands all the time. */
  readonly through: Pick<ProgramStep["live"], "weights" | "gradients" | "stash" | "gaps">;
  readonly steps: readonly BlockStep[];
  /** The step that needs most. Absent where a block has no operators. */
  readonly peak: BlockStep | undefined;
}

/** One step of a chip's program: an operator in one direction, or the weight update. */
export interface ProgramStep {
  readonly block: string;
  readonly operator?: Operator;
  readonly direction: Direction | "update";
  /** Bytes of all tiles that are alive in this step beside what stands all the time. */
  readonly live: Readonly<Record<LiveCategory, number>>;
}
export type LiveCategory = Extract<
  SramCategory,
  "weights" | "gradients" | "stash" | "activations" | "temporaries" | "gaps"
>;

/** Tiles of a chip that hold alike. */
export interface TileClass {
  /** "at work, with a weight block more", "with an even share", "for I/O" … */
  readonly name: string;
  readonly tiles: number;
  readonly bytesPerTile: number;
}

/**
 * Bytes per category that one chip holds when it is fullest (all its tiles together, as if each were as full as the
 * fullest; a roofline chip: its HBM).
 */
export interface Residence {
  readonly sram: Readonly<Record<SramCategory, number>>;
  /** Blocks of the chip's program in order. Absent on a roofline chip, as are the next three. */
  readonly program?: readonly ProgramPart[];
  /** The step of it that decides. */
  readonly peak?: ProgramStep;
  /** Of the fullest chip of an evaluated plan: its tiles by what they hold in that step, the fullest first. */
  readonly tileClasses?: readonly TileClass[];
  /** What each tile set aside for I/O holds. */
  readonly ioTileBytes?: number;
  /** This chip's part of the off-chip memories that the plan keeps something in, by their id. */
  readonly offChip: Readonly<Record<MemoryId, Readonly<Record<OffChipCategory, number>>>>;
}
export const SRAM_CATEGORIES = [
  "code",
  "exchangeCode",
  "weights",
  "gradients",
  "optimizer",
  "stash",
  "activations",
  "temporaries",
  "kvCache",
  "gaps",
] as const;
export type SramCategory = (typeof SRAM_CATEGORIES)[number];
export const OFF_CHIP_CATEGORIES = ["weights", "gradients", "optimizer", "activations", "kvCache"] as const;
export type OffChipCategory = (typeof OFF_CHIP_CATEGORIES)[number];

/** A legal, fully decided schedule. */
export interface Plan {
  readonly kind: "plan";
  readonly arch: Arch;
  readonly graph: OperatorGraph;
  readonly choice: PlanChoice;
  readonly placement: Placement;
  readonly stages: readonly Stage[];
  /** Per chip of a replica (Stage.chip); tensor-parallel ranks are alike. */
  readonly residence: readonly Residence[];
  /** Chip of the replica whose tiles are fullest. */
  readonly fullestChip: number;
  readonly sramBytesPerTilePeak: number;
}

/** Why a design does not fit, as data: a result, never an exception. */
export interface Infeasible {
  readonly kind: "infeasible";
  /** What was demanded, e.g. "tile SRAM on stage 3", "streaming memory", "chips". */
  readonly resource: string;
  readonly demand: number;
  readonly bound: number;
  /** demand − bound */
  readonly gap: number;
  readonly unit: string;
  /** Of tile SRAM: which tiles are fullest, and in which step of the program. */
  readonly where?: string;
  readonly breakdown: Readonly<Record<string, number>>;
  /** What would help, e.g. "pipelineParallel ≥ 12". */
  readonly levers: readonly string[];
  readonly choice?: PlanChoice;
}
