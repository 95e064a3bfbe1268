import { INPUT_BYTES, type Arithmetic } from "../arithmetic.ts";

/** A matrix product Y[rows, columns] = X[rows, inner] · W[inner, columns]; `groups` independent ones (1 if absent). */
export interface AmpBlock {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly groups?: number;
}

/**
 * Cycle law of the matrix unit of one tile, for one format, in the form both the block law and the planner use:
 *
 *   T = call + G · (group + (I − 1) · innerGroup + O · (outGroup + first + (I − 1) · later))
 *
 * G groups, I = ⌈inner / innerBlock⌉, O = ⌈columns / columnBlock⌉; `first` and `later` depend on the rows only.
 */
export interface AmpLaw {
  /** Inner elements and output columns of one weight block. */
  readonly innerBlock: number;
  readonly columnBlock: number;
  /** How often the rows go through the unit for one block: as often as its columns exceed the convolution units. */
  readonly passes: number;
  readonly callCycles: number;
  readonly groupCycles: number;
  readonly innerGroupCycles: number;
  /** Cycles of one block in the first inner group, which starts the sums, weight load included. */
  readonly firstBlockCycles: (rows: number) => number;
  /** Cycles of one block in a later inner group, which adds to the sums. */
  readonly laterBlockCycles: (rows: number) => number;
}

/** Worker contexts of a tile. PopLibs PerformanceEstimation.hpp 205-208 (published). */
export const WORKERS = 6;
/** Output columns of a weight block. PopLibs ConvModel.cpp 622-624 (published). */
const COLUMN_BLOCK = 16;
/** Cycles by which a block exceeds its idlest worker, at least. PopLibs PerformanceEstimation.hpp 488 (published). */
const IDLE_WORKER_CYCLES = 14;
/** Inner elements of a weight block, and of one conv unit per cycle. PopLibs ConvModel.cpp 622-624 (published). */
const INNER_BLOCK: Readonly<Record<Arithmetic, number>> = { fp8_16: 32, fp16_16: 16, fp16_32: 16, fp32: 8 };
const ELEMENTS_PER_UNIT: Readonly<Record<Arithmetic, number>> = {
  fp8_16: 8,
  fp16_16: 4,
  fp16_32: 4,
  fp32: 1,
};
/** MACs per cycle of the tile that the PopLibs laws describe. PopLibs ConvModel.cpp 622-624 (published). */
export const NOMINAL_MACS_PER_CYCLE: Readonly<Record<Arithmetic, number>> = {
  fp8_16: 128,
  fp16_16: 64,
  fp16_32: 32,
  fp32: 16,
};

/**
 * Worker cycles of one pass over `rows` field elements, `core` cycles each once the loop of more than two is entered.
 * Entries 0, 1, 2 and "3 or more"; never less than the rows' own MACs. PopLibs PerformanceEstimation.hpp 397-556
 * (published).
 */
interface WorkerLaw {
  readonly short: readonly [number, number, number];
  readonly long: number;
  /** Zeroing of the sums: fixed and per row. */
  readonly zeroFixed: number;
  readonly zeroPerRow: number;
}
const HALF_LATER: WorkerLaw = { short: [15, 26, 35], long: 31, zeroFixed: 0, zeroPerRow: 0 };
const HALF_FIRST: WorkerLaw = { short: [14, 25, 34], long: 30, zeroFixed: 0, zeroPerRow: 0 };
const FLOAT_LATER: WorkerLaw = { short: [24, 47, 46], long: 46, zeroFixed: 0, zeroPerRow: 0 };
const FLOAT_FIRST: WorkerLaw = { short: [24, 47, 46], long: 46, zeroFixed: 2, zeroPerRow: 8 };
const QUARTER_LATER: WorkerLaw = { short: [21, 35, 40], long: 44, zeroFixed: 0, zeroPerRow: 0 };
const QUARTER_FIRST: WorkerLaw = { short: [21, 30, 35], long: 39, zeroFixed: 0, zeroPerRow: 0 };

function workerCycles(law: WorkerLaw, rows: number, core: number): number {
  const zeroing = rows === 0 ? 0 : law.zeroFixed + law.zeroPerRow * rows;
  const loop = rows < 3 ? (law.short[rows] ?? 0) : law.long + (rows - 3) * core;
  return zeroing + Math.max(loop, rows * core);
}

/**
 * Tile cycles of one pass: W · busiest worker, and at least W · idlest worker + 14. Rows are spread evenly; a worker
 * without rows counts as zero. PopLibs PerformanceEstimation.hpp 481-491 (published).
 */
function passCycles(law: WorkerLaw, rows: number, core: number): number {
  const more = workerCycles(law, Math.ceil(rows / WORKERS), core);
  const fewer = rows < WORKERS ? 0 : workerCycles(law, Math.floor(rows / WORKERS), core);
  return Math.max(WORKERS * Math.max(more, fewer), WORKERS * Math.min(more, fewer) + IDLE_WORKER_CYCLES);
}

/** Supervisor cycles around the passes, per format. PopLibs PerformanceEstimation.hpp 574-650 (published). */
interface SupervisorLaw {
  readonly first: WorkerLaw;
  readonly later: WorkerLaw;
  readonly callCycles: number;
  readonly groupCycles: number;
  readonly innerGroupCycles: number;
  /** Per block, then per pass of a block; first and later inner groups. */
  readonly firstBlock: number;
  readonly firstPass: number;
  readonly laterBlock: number;
  readonly laterPass: number;
}
/** 50 + W·(7 + 3(I·G − 1)) once; 13 + 11 a group; 15 an inner group: the W·3 of each joins its inner group here. */
const HALF: SupervisorLaw = {
  first: HALF_FIRST,
  later: HALF_LATER,
  callCycles: 50 + WORKERS * (7 - 3),
  groupCycles: 13 + 11 + WORKERS * 3,
  innerGroupCycles: 15 + WORKERS * 3,
  firstBlock: 18,
  firstPass: 7,
  laterBlock: 19,
  laterPass: 6,
};
const FLOAT: SupervisorLaw = {
  ...HALF,
  first: FLOAT_FIRST,
  later: FLOAT_LATER,
  callCycles: 50,
  groupCycles: 13 + 11,
  innerGroupCycles: 15,
};
/** Output groups are outermost: W·6 + 10 each; then W·14 + 11 + W·6 for the first inner group, W·11 + 6 + W·6 later. */
const QUARTER: SupervisorLaw = {
  first: QUARTER_FIRST,
  later: QUARTER_LATER,
  callCycles: 46,
  groupCycles: WORKERS * 2 + 9,
  innerGroupCycles: 0,
  firstBlock: WORKERS * 6 + 10,
  firstPass: WORKERS * 14 + 11 + WORKERS * 6,
  laterBlock: 0,
  laterPass: WORKERS * 11 + 6 + WORKERS * 6,
};
const SUPERVISOR: Readonly<Record<Arithmetic, SupervisorLaw>> = {
  fp8_16: QUARTER,
  fp16_16: HALF,
  fp16_32: HALF,
  fp32: FLOAT,
};

/**
 * The AMP law of one format.
 *
 * Conv units = macsPerCycle / elements per unit and cycle; a block of 16 columns takes ⌈16 / units⌉ passes, each with
 * a weight load of units · innerBlock · bytes / weightLoadBytesPerCycle. PopLibs PerformanceEstimation.hpp 558-615.
 * At other rates than the nominal ones: fewer units mean more passes, more units mean wider blocks (assumed).
 */
export function ampLaw(
  arithmetic: Arithmetic,
  weightLoadBytesPerCycle: number,
  macsPerCycle: number = NOMINAL_MACS_PER_CYCLE[arithmetic],
): AmpLaw {
  const supervisor = SUPERVISOR[arithmetic];
  const innerBlock = INNER_BLOCK[arithmetic];
  const units = Math.max(1, Math.floor(macsPerCycle / ELEMENTS_PER_UNIT[arithmetic]));
  const passes = Math.ceil(COLUMN_BLOCK / units);
  const core = (innerBlock * units) / macsPerCycle;
  const loadCycles = (units * innerBlock * INPUT_BYTES[arithmetic]) / weightLoadBytesPerCycle;
  return {
    innerBlock,
    columnBlock: Math.max(COLUMN_BLOCK, units),
    passes,
    callCycles: supervisor.callCycles,
    groupCycles: supervisor.groupCycles,
    innerGroupCycles: supervisor.innerGroupCycles,
    firstBlockCycles: (rows) =>
      supervisor.firstBlock +
      passes * (supervisor.firstPass + loadCycles + passCycles(supervisor.first, rows, core)),
    laterBlockCycles: (rows) =>
      supervisor.laterBlock +
      passes * (supervisor.laterPass + loadCycles + passCycles(supervisor.later, rows, core)),
  };
}

/** Elements of one block of weights, which a tile holds whole: inner × columns of the matrix unit. */
export function weightBlockElements(arithmetic: Arithmetic): number {
  return INNER_BLOCK[arithmetic] * COLUMN_BLOCK;
}

/** Cycles of a block under an AMP law: the equation of `AmpLaw`. */
export function ampLawCycles(law: AmpLaw, { rows, inner, columns, groups = 1 }: AmpBlock): number {
  const innerGroups = Math.ceil(inner / law.innerBlock);
  const outGroups = Math.ceil(columns / law.columnBlock);
  const block = law.firstBlockCycles(rows) + (innerGroups - 1) * law.laterBlockCycles(rows);
  const group = law.groupCycles + (innerGroups - 1) * law.innerGroupCycles + outGroups * block;
  return law.callCycles + groups * group;
}

/**
 * Supervisor cycles of a matmul (1x1 convolution) block on one tile.
 *
 * Source: PopLibs PerformanceEstimation.hpp 397-650 (published); `AmpLaw` states the equation. On a Bow tile N×16 by
 * 16×16 measures 328 + 4N cycles (tessellate-ipu, IPU Peak Flops); this law gives 321 + 4N at N = 256 and 327 + 4N
 * where all workers have equally many rows.
 */
export function ampCycles(
  block: AmpBlock,
  arithmetic: Arithmetic,
  weightLoadBytesPerCycle: number,
  macsPerCycle: number = NOMINAL_MACS_PER_CYCLE[arithmetic],
): number {
  return ampLawCycles(ampLaw(arithmetic, weightLoadBytesPerCycle, macsPerCycle), block);
}
