import type { MemoryId } from "../arch/memory.ts";
import type { Peers } from "../plan/placement/hop.ts";
import type { Plan } from "../plan/plan.ts";

/** Where the time of a segment goes; also the rows of breakdown charts. */
export const TIME_CATEGORIES = [
  "matmul",
  "vector",
  "exchange",
  "sync",
  "throttling", // work above the power cap runs slower
  "layout", // rearrangement, transposes and small control work around the operators
  "tensorParallel", // collectives inside a replica
  "expertExchange", // tokens to experts on other replicas and back
  "imbalance", // waiting for the fullest experts
  "pipelineCopy",
  "bubble", // pipeline fill, drain and imbalance
  "gradientReduction",
  "weightGather", // weights that other replicas hold a part of
  "optimizer",
  "streaming", // from and to off-chip memories
  "host",
  "fixed",
] as const;
export type TimeCategory = (typeof TIME_CATEGORIES)[number];

export const ENERGY_CATEGORIES = [
  "idle",
  "matmul",
  "vector",
  "sram",
  "exchange",
  "links",
  "streaming",
  "machine",
] as const;
export type EnergyCategory = (typeof ENERGY_CATEGORIES)[number];

/** A part of a chip or machine that work occupies: `tiles`, `links`, `gateway`, `host`, or an off-chip memory by its id. */
export type Resource = MemoryId;

/**
 * Who sends to whom over links or gateways: `ring`, each member half of its bytes to the next and half to the one before
 * (absent: this); `next` and `before`, a stage's chip to its counterpart in the stage after or before; `all`, to every
 * other member a piece, of which a chip sends, with what it passes on, as many as `pieces`.
 */
export interface Traffic extends Peers {
  readonly pattern?: "ring" | "next" | "before" | "all";
  readonly pieces?: number;
}

/**
 * One uninterrupted use of one resource by one chip.
 *
 * - `tiles`: the chip's own tile array (compute, on-chip exchange, internal sync); never contended.
 * - `links`: the chip's links, all peers in lockstep (collective or stage copy).
 * - an off-chip memory by its id (`streaming` …): the chip's own, or shared by the chips of its machine,
 * - `gateway`, `host`: shared by the chips of a machine. One chip alone needs `seconds` (its own port
 *   may be slower than the machine); together the chips get no more than the machine's bytes per second.
 */
export interface Segment {
  readonly label: string;
  readonly resource: Resource;
  /** Service time with the resource to itself; tensor-parallel ranks in lockstep already share it. */
  readonly seconds: number;
  /** The same time by category; sums to `seconds`. */
  readonly time: Readonly<Partial<Record<TimeCategory, number>>>;
  /** Dynamic energy of this chip and its share of the machine's parts. */
  readonly energy: Readonly<Partial<Record<EnergyCategory, number>>>;
  /** Bytes sent by this chip (links, gateway), or moved for it (memories, host). */
  readonly bytes: number;
  /** Of links and gateways: which of them the bytes pass. Absent: the chip's own, and its machine's gateway. */
  readonly traffic?: Traffic;
  /** Where most of the bytes go beside other work, and `seconds` are what that leaves: seconds of them all, alone. */
  readonly aloneSeconds?: number;
  /** Waiting for the fullest experts: `seconds` is expected, the event simulation may draw it. */
  readonly load?: ExpertLoad;
}

/** What the wait for the fullest of `parts` parts of the experts is drawn from. */
export interface ExpertLoad {
  readonly experts: number;
  readonly perToken: number;
  /** Rows of one part, on average. */
  readonly meanRows: number;
  readonly parts: number;
  /** Rows that the work before this wait was priced with. */
  readonly evenRows: number;
  readonly secondsPerRow: number;
}

/** Program of the chips of one stage (tensor-parallel ranks run the same program in lockstep). */
export interface StageProgram {
  readonly stage: number;
  /** Chip of the replica; the stages of one chip run one after the other within a cycle. */
  readonly chip: number;
  /** Per micro-batch, in order. `backward` holds recompute too; empty in inference. */
  readonly forward: readonly Segment[];
  readonly backward: readonly Segment[];
  /** Activation (forward) and gradient (backward) handed over at the end of a pipeline cycle. */
  readonly copyForward: Segment | undefined;
  readonly copyBackward: Segment | undefined;
  /** Once per step, after the last micro-batch: gradient reduction, optimizer, state streaming. */
  readonly update: readonly Segment[];
}

/**
 * A pipeline. Stage s computes forward of micro-batch i in cycle i + s and backward in cycle i + 2S − 2 − s (the
 * last stage does both in one cycle); all chips of the replica end a cycle together (copies come last).
 */
export interface PipelineProgram {
  readonly kind: "pipeline";
  readonly stages: readonly StageProgram[];
  readonly microBatches: number;
  /**
   * Chunks of layers that take turns on each stage: fill and drain pass chunk by chunk, each of which is handed over.
   * Absent: 1.
   */
  readonly interleave?: number;
}

/** Phased execution: parts of the model come through SRAM one after the other, each for all micro-batches. */
export interface PhasedProgram {
  readonly kind: "phased";
  readonly phases: readonly {
    readonly label: string;
    /** Weights (and activations) in, before the first micro-batch. */
    readonly load: readonly Segment[];
    /** For each micro-batch, in order; may hold streaming segments for activations kept in DRAM. */
    readonly body: readonly Segment[];
    readonly store: readonly Segment[];
    readonly repeat: number;
    readonly microBatches: number;
  }[];
  /** True (IO tiles): the next phase's load runs beside this phase's bodies. */
  readonly overlap: boolean;
  readonly update: readonly Segment[];
}

/** A plan with every segment priced: what both fidelities time. */
export interface PricedPlan {
  readonly plan: Plan;
  readonly program: PipelineProgram | PhasedProgram;
  /** How often the program runs for one step: 1, or the generated tokens of a decode. */
  readonly repeats: number;
  /** FLOPs of one step over all chips: matmul, with and without recompute (2 per MAC). */
  readonly hardwareFlops: number;
  /** Bytes one step moves, all chips: for conservation checks and reports. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** One fidelity's answer. `seconds` is one step: a weight update, or one batch of inference. */
export interface PlanTiming {
  readonly fidelity: "analytic" | "event";
  readonly seconds: number;
  /** Over the critical chip: sums to `seconds`. */
  readonly time: Readonly<Record<TimeCategory, number>>;
  /** All chips and machines; sums to the energy of the step. */
  readonly energy: Readonly<Record<EnergyCategory, number>>;
  readonly bubbleFraction: number;
  readonly peakWatts: number;
  /** Whole-system power over one step: piecewise constant, watts from `seconds` on. */
  readonly powerTrace: readonly { readonly seconds: number; readonly watts: number }[];
  /** A few slots of the step for a Gantt chart: lane, label, category, start, end. */
  readonly gantt: readonly GanttSlot[];
}
export interface GanttSlot {
  readonly lane: string;
  readonly label: string;
  readonly category: TimeCategory;
  readonly start: number;
  readonly end: number;
}
