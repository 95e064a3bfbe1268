import { reductionRates } from "../reduction.ts";
import type { MatmulProblem } from "./matmul-problem.ts";

/**
 * What is decided once groups, rows and inner are divided, as coefficients of lower bounds.
 *
 * The bounds keep the terms of `priceSplits` that are decided. What a later choice rounds up is left unrounded
 * (so · ⌈n / so⌉ ≥ n), what it adds is left out. A bound therefore never exceeds the cost of a candidate it covers,
 * and a search that discards by it loses no optimum.
 */
export interface PairBound {
  readonly fieldRows: number;
  /** AMP blocks of the inner dimension on the tile, over all serial steps. */
  readonly innerBlocks: number;
  /** Per serial step. */
  readonly fixedCycles: number;
  readonly innerGroupCycles: number;
  /** Per block of output columns on the tile, over all serial steps: all but the field's exchange. */
  readonly blockCycles: number;
  /** Of it, what a serial inner step repeats. */
  readonly partialCycles: number;
  /** Per block of output columns: to add a serial inner step to the sums so far. */
  readonly sumCycles: number;
  /** Per serial column step: to receive the whole field block at the pair rate. */
  readonly fieldCycles: number;
}

/** What follows from dividing the groups: `groups` on a tile one after the other, `tiles` for one of them. */
export interface GroupLevel {
  readonly problem: MatmulProblem;
  readonly split: number;
  readonly groups: number;
  readonly tiles: number;
}

/** What follows from a row split. */
export interface RowLevel {
  readonly split: number;
  readonly rows: number;
  /** Least cycles of an AMP block of these rows, and what the first of an output block takes beyond that. */
  readonly blockCycles: number;
  readonly firstExtraCycles: number;
  /** Cycles to receive one AMP weight block. */
  readonly weightCycles: number;
}

/** What follows from an inner split. */
export interface InnerLevel {
  readonly split: number;
  readonly blocks: number;
  /** Phases and reduction calls of one serial step. */
  readonly fixedCycles: number;
  /** Cycles to exchange and sum one element of the tile's partials, over all stages; to add it to earlier sums. */
  readonly partialCycles: number;
  readonly sumCycles: number;
}

/** In place addition, cycles per element. PopLibs popopsCycleEstimators.hpp 472-473 (published). */
const SUM_CYCLES = { half: 0.75, float: 1.5 } as const;

export function rowLevel(problem: MatmulProblem, split: number): RowLevel {
  const { law, target, inputBytes } = problem;
  const rows = Math.ceil(problem.field / split);
  const first = law.firstBlockCycles(rows);
  const later = law.laterBlockCycles(rows);
  const blockBytes = law.innerBlock * law.columnBlock * inputBytes;
  return {
    split,
    rows,
    blockCycles: Math.min(first, later),
    firstExtraCycles: Math.max(0, first - later),
    weightCycles: (blockBytes * (1 - 1 / split)) / target.exchangeBytesPerCycle,
  };
}

export function innerLevel(problem: MatmulProblem, split: number): InnerLevel {
  const { target, partialBytes } = problem;
  let left = 1;
  let partialCycles = 0;
  let fixedCycles = target.phaseCycles;
  for (const depth of problem.stageDepths(split)) {
    const rates = reductionRates(depth, problem.reduction);
    partialCycles += (left * partialBytes) / target.exchangeBytesPerCycle;
    left /= depth;
    partialCycles += left * rates.perOutput;
    fixedCycles += target.phaseCycles + rates.fixed;
  }
  const sumCycles = left * SUM_CYCLES[problem.halfPartials ? "half" : "float"];
  return { split, blocks: Math.ceil(problem.innerBlocks / split), fixedCycles, partialCycles, sumCycles };
}

export function pairBound(level: GroupLevel, row: RowLevel, inner: InnerLevel): PairBound {
  const { problem, groups } = level;
  const { law, target, inputBytes } = problem;
  const elements = groups * row.rows * law.columnBlock;
  const innerBytes = inner.blocks * law.innerBlock * inputBytes;
  const partialCycles = elements * inner.partialCycles;
  return {
    fieldRows: row.rows,
    innerBlocks: inner.blocks,
    fixedCycles: law.callCycles + groups * law.groupCycles + inner.fixedCycles,
    innerGroupCycles: groups * law.innerGroupCycles,
    blockCycles:
      groups * (inner.blocks * (row.blockCycles + row.weightCycles) + row.firstExtraCycles) + partialCycles,
    partialCycles,
    sumCycles: elements * inner.sumCycles,
    fieldCycles: (groups * row.rows * innerBytes) / (target.exchangeBytesPerCycle * target.pairFactor),
  };
}

/** Rounding of a sum in another order never decides between candidates. */
const TOLERANCE = 1 - 1e-12;

/** Bound of candidates with `blocks` output blocks on the tile and at least the given serial steps. */
export function stepsBound(
  problem: MatmulProblem,
  bound: PairBound,
  fieldFactor: number,
  blocks: number,
  serialColumns: number,
  serialInner: number,
): number {
  const { innerBlocks, innerGroupCycles } = bound;
  const perStep = bound.fixedCycles * serialInner + innerGroupCycles * Math.max(0, innerBlocks - serialInner);
  const repeated =
    bound.partialCycles * (serialInner - 1) + (serialInner > 1 ? bound.sumCycles * serialInner : 0);
  const cycles =
    serialColumns * (perStep + fieldFactor * bound.fieldCycles) + blocks * (bound.blockCycles + repeated);
  return (cycles + problem.swapCycles) * TOLERANCE;
}

/** Share of the field received over the pair rate: with one column split it is on the tile, with even ones pairs share. */
export function fieldFactor(problem: MatmulProblem, columnSplit: number): number {
  return (1 - 1 / columnSplit) * (columnSplit % 2 === 0 ? 1 : problem.target.pairFactor);
}

/** Serial steps cost slices and, for inner ones, sums: fixed cycles of each, see `priceSplits`. */
const SLICE_CYCLES = 400;
const SUM_FIXED_CYCLES = 11 + 6 * 58;

/**
 * Bound over all serial steps so × si that keep to `bytesPerGroup`, as real numbers.
 *
 * Minimise so·field + si·P + so·si·fixed where C/so columns and K/si inner elements at a time need
 * a·C/so + b·K/si + e·(C/so)·(K/si) ≤ bytes, with a, b, e the bytes of a column of partials, of an inner column of the
 * field and of one weight. Solved for si this is K (b·so + e·C) / (bytes·so − a·C), and with u = bytes·so − a·C the
 * sum is α·u + β/u + γ: least at √(β/α), or where so or si reaches its least value.
 */
export function memoryBound(
  level: GroupLevel,
  bound: PairBound,
  fieldFactorLeast: number,
  blocks: number,
  bytesPerGroup: number,
): number {
  const { problem } = level;
  const { law, inputBytes, partialBytes } = problem;
  const columns = blocks * law.columnBlock;
  const inner = bound.innerBlocks * law.innerBlock;
  const a = bound.fieldRows * partialBytes;
  const b = bound.fieldRows * inputBytes;
  const field = fieldFactorLeast * bound.fieldCycles;
  const once = blocks * (bound.blockCycles - bound.partialCycles) + problem.swapCycles;
  let least = Infinity;
  if (bytesPerGroup > b * inner) {
    const so = Math.max(1, (columns * (a + inputBytes * inner)) / (bytesPerGroup - b * inner));
    const fixed = bound.fixedCycles + (so > 1 ? SLICE_CYCLES : 0);
    least = once + so * (field + fixed) + blocks * bound.partialCycles;
  }
  if (bound.innerBlocks === 1) return least * TOLERANCE;
  const fixed = bound.fixedCycles + SUM_FIXED_CYCLES + 2 * SLICE_CYCLES;
  const perInner = blocks * (bound.partialCycles + bound.sumCycles);
  const q = (a * b * columns) / bytesPerGroup + inputBytes * columns;
  const alpha = field / bytesPerGroup + (fixed * inner * b) / bytesPerGroup ** 2;
  const beta = inner * q * (perInner + (fixed * a * columns) / bytesPerGroup);
  const unsplit = bytesPerGroup - a * columns;
  const slack = 2 - (inner * b) / bytesPerGroup;
  const twoSteps = slack > 0 ? (inner * q) / slack : Infinity;
  const u = Math.max(Math.min(Math.sqrt(beta / alpha), twoSteps), unsplit);
  const so = (u + a * columns) / bytesPerGroup;
  const si = Math.max(2, inner * (b / bytesPerGroup + q / u));
  return Math.min(least, once + so * field + si * (perInner + so * fixed)) * TOLERANCE;
}
