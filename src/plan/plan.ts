import type { Arch } from "../arch/arch.ts";
import type { MemoryId } from "../arch/memory.ts";
import type { PlanChoice } from "../spec/kinds/plan-choices.ts";
import type { Block, Operator, OperatorGraph } from "../workload/graph/operator-graph.ts";
import type { Placement } from "./placement/placement.ts";

export type { PlanChoice };
export type RecomputeMode = PlanChoice["recompute"];
/** Where state lives: `sram`, `sharded` (there, divided over replicas), or an off-chip memory by its id. */
export type Residency = MemoryId;

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
