import type { GroupLevel, InnerLevel, RowLevel, SearchSpace } from "./levels.ts";
import type { MatmulProblem } from "./matmul-problem.ts";
import { sliceCycles } from "./rearrange.ts";
import { accumulateCycles } from "./split-price.ts";

/*
 * Lower bounds for the search, from coarse to fine: rows, rows × inner, then with columns and serial steps.
 *
 * They keep the terms of `priceSplits` that are decided. What a later choice rounds up is left unrounded
 * (so · ⌈n / so⌉ ≥ n), what it adds is left out. A bound therefore never exceeds the cost of a candidate it covers,
 * and a search that discards by it loses no optimum.
 */

/** Rounding of a sum in another order never decides between candidates. */
const TOLERANCE = 1 - 1e-12;

/** A serial step slices its weights; an inner one slices the field too and adds to the sums: see `priceSplits`. */
const SLICE_CYCLES = sliceCycles(0);
const SUM_FIXED_CYCLES = accumulateCycles(0, true);

/** Cycles beyond the fixed ones to slice all weights, or all of the field, once. */
function sliceAll(bytesPerTile: number): number {
  return sliceCycles(bytesPerTile) - SLICE_CYCLES;
}

/** Cycles to receive, at the pair rate, one AMP block of the inner dimension for one row. */
function fieldCyclesPerRow({ law, target, inputBytes }: MatmulProblem): number {
  return (law.innerBlock * inputBytes) / (target.exchangeBytesPerCycle * target.pairFactor);
}

/**
 * Bound over everything below a row split; Infinity where not even one AMP block fits.
 *
 * i inner splits of o column splits, i·o ≤ T tiles: compute ≥ all blocks / T. Field exchange falls as 1/i, partials
 * rise as i: together ≥ 2√(field · partials), and one of them is absent where i or o is 1. The serial steps are at
 * least all inner · columns over what fits at a time: with x² = C·K the memory a·C + b·K + e·C·K ≤ bytes gives
 * x ≤ (√(a·b + e·bytes) − √(a·b)) / e.
 */
export function rowBound({ problem }: SearchSpace, level: GroupLevel, row: RowLevel): number {
  const { law, target, inputBytes, partialBytes, innerBlocks, columnBlocks } = problem;
  const { innerBlock, columnBlock } = law;
  const a = row.rows * partialBytes;
  const b = row.rows * inputBytes;
  if (columnBlock * a + innerBlock * b + columnBlock * innerBlock * inputBytes > level.bytes) return Infinity;
  const tiles = level.tiles / row.split;
  const compute = (level.groups * innerBlocks * columnBlocks * row.blockCycles) / tiles;
  const perPartial = partialBytes / target.exchangeBytesPerCycle;
  const partials = (level.groups * row.rows * columnBlock * columnBlocks * perPartial) / tiles;
  const field = (level.groups * row.rows * innerBlocks * fieldCyclesPerRow(problem)) / 2;
  const columnsAtOnce = (level.bytes - innerBlock * b) / (a + innerBlock * inputBytes);
  const serialField = (field * columnBlocks * columnBlock) / (tiles * columnsAtOnce);
  const root = Math.sqrt(a * b);
  const atOnce = ((Math.sqrt(a * b + inputBytes * level.bytes) - root) / inputBytes) ** 2;
  const steps = (innerBlocks * innerBlock * columnBlocks * columnBlock) / (tiles * atOnce);
  const fixed = (law.callCycles + level.groups * law.groupCycles + target.phaseCycles) * Math.max(1, steps);
  const moved = Math.min(
    Math.max(field, serialField), // i = 1
    Math.max(2 * Math.sqrt(field * partials), serialField + 2 * partials), // both divided
    Math.min(partials * tiles, compute * (tiles - 1)), // o = 1
  );
  return (compute + moved + fixed + problem.swapCycles) * TOLERANCE;
}

/**
 * Bound over column splits and serial steps, memory apart: one column split needs no field exchange, more need half
 * of it at least.
 */
export function pairLeast(
  { problem }: SearchSpace,
  level: GroupLevel,
  row: RowLevel,
  inner: InnerLevel,
): number {
  const { law, columnBlocks } = problem;
  const { groups } = level;
  const most = Math.min(columnBlocks, Math.floor(level.tiles / (row.split * inner.split)));
  const perBlock =
    groups *
    (inner.blocks * row.blockCycles +
      row.firstExtraCycles +
      row.rows * law.columnBlock * (inner.partialCycles + inner.castCycles));
  const fixed =
    law.callCycles +
    inner.fixedCycles +
    inner.castFixedCycles +
    groups * (law.groupCycles + (inner.blocks - 1) * law.innerGroupCycles) +
    problem.swapCycles;
  const whole = fixed + columnBlocks * perBlock;
  const field = (groups * row.rows * inner.blocks * fieldCyclesPerRow(problem)) / 2;
  return Math.min(whole, fixed + Math.ceil(columnBlocks / most) * perBlock + field) * TOLERANCE;
}

/** What is decided once groups, rows and inner are divided, as coefficients of the finer bounds. */
export interface PairBound {
  readonly rows: number;
  readonly innerBlocks: number;
  readonly bytesPerGroup: number;
  /** Per serial step. */
  readonly fixedCycles: number;
  readonly innerGroupCycles: number;
  /** Per block of output columns on the tile, over all serial steps: all but the field's exchange. */
  readonly blockCycles: number;
  /** Of it, what a serial inner step repeats. */
  readonly partialCycles: number;
  /** Per block of output columns: to add a serial inner step to the sums so far. */
  readonly sumCycles: number;
  /** Per serial column step: to receive the whole field block at the pair rate; call of the cast. */
  readonly fieldCycles: number;
  readonly castFixedCycles: number;
}

export function pairBound(
  { problem }: SearchSpace,
  level: GroupLevel,
  row: RowLevel,
  inner: InnerLevel,
): PairBound {
  const { law } = problem;
  const { groups } = level;
  const elements = groups * row.rows * law.columnBlock;
  const partialCycles = elements * inner.partialCycles;
  return {
    rows: row.rows,
    innerBlocks: inner.blocks,
    bytesPerGroup: level.bytes,
    fixedCycles: law.callCycles + groups * law.groupCycles + inner.fixedCycles,
    innerGroupCycles: groups * law.innerGroupCycles,
    blockCycles:
      groups * (inner.blocks * row.blockCycles + row.firstExtraCycles) +
      partialCycles +
      elements * inner.castCycles,
    partialCycles,
    sumCycles: elements * inner.sumCycles,
    fieldCycles: groups * row.rows * inner.blocks * fieldCyclesPerRow(problem),
    castFixedCycles: inner.castFixedCycles,
  };
}

/** Share of the field received over the pair rate: with one column split it is on the tile, with even ones pairs share. */
export function fieldFactor(problem: MatmulProblem, columnSplit: number): number {
  return (1 - 1 / columnSplit) * (columnSplit % 2 === 0 ? 1 : problem.target.pairFactor);
}

/** Bound of candidates with `blocks` output blocks on the tile and at least the given serial steps. */
export function stepsBound(
  problem: MatmulProblem,
  bound: PairBound,
  factor: number,
  blocks: number,
  serialColumns: number,
  serialInner: number,
): number {
  const { innerBlocks, innerGroupCycles } = bound;
  const perStep = bound.fixedCycles * serialInner + innerGroupCycles * Math.max(0, innerBlocks - serialInner);
  let cycles =
    serialColumns * (perStep + factor * bound.fieldCycles + bound.castFixedCycles) +
    blocks * bound.blockCycles;
  if (serialColumns * serialInner > 1)
    cycles += serialColumns * serialInner * SLICE_CYCLES + sliceAll(problem.weightBytesPerTile);
  if (serialInner > 1) {
    const inStep = serialInner * (SLICE_CYCLES + SUM_FIXED_CYCLES) + sliceAll(problem.fieldBytesPerTile);
    cycles += serialColumns * inStep;
    cycles += blocks * ((serialInner - 1) * bound.partialCycles + serialInner * bound.sumCycles);
  }
  return (cycles + problem.swapCycles) * TOLERANCE;
}

/**
 * Bound over all serial steps so × si that keep to the memory limit, as real numbers.
 *
 * Minimise so·field + si·P + so·si·fixed where C/so columns and K/si inner elements at a time need
 * a·C/so + b·K/si + e·(C/so)·(K/si) ≤ bytes, with a, b, e the bytes of a column of partials, of an inner column of the
 * field and of one weight. Solved for si this is K (b·so + e·C) / (bytes·so − a·C), and with u = bytes·so − a·C the
 * sum is α·u + β/u + γ: least at √(β/α), or where so or si reaches its least value.
 */
export function memoryBound(
  problem: MatmulProblem,
  bound: PairBound,
  factor: number,
  blocks: number,
): number {
  const { law, inputBytes, partialBytes } = problem;
  const bytes = bound.bytesPerGroup;
  const columns = blocks * law.columnBlock;
  const inner = bound.innerBlocks * law.innerBlock;
  const a = bound.rows * partialBytes;
  const b = bound.rows * inputBytes;
  const once = blocks * (bound.blockCycles - bound.partialCycles) + problem.swapCycles;
  let least = Infinity;
  if (bytes > b * inner) {
    const so = Math.max(1, (columns * (a + inputBytes * inner)) / (bytes - b * inner));
    const slices = so > 1 ? so * SLICE_CYCLES + sliceAll(problem.weightBytesPerTile) : 0;
    const perStep = factor * bound.fieldCycles + bound.fixedCycles + bound.castFixedCycles;
    if (so < blocks + 1) least = once + so * perStep + blocks * bound.partialCycles + slices;
  }
  if (bound.innerBlocks === 1) return least * TOLERANCE;
  const field = factor * bound.fieldCycles + bound.castFixedCycles + sliceAll(problem.fieldBytesPerTile);
  const fixed = bound.fixedCycles + SUM_FIXED_CYCLES + 2 * SLICE_CYCLES;
  const perInner = blocks * (bound.partialCycles + bound.sumCycles);
  const q = (a * b * columns) / bytes + inputBytes * columns;
  const alpha = field / bytes + (fixed * inner * b) / bytes ** 2;
  const beta = inner * q * (perInner + (fixed * a * columns) / bytes);
  const slack = 2 - (inner * b) / bytes;
  const twoSteps = slack > 0 ? (inner * q) / slack : Infinity;
  const u = Math.max(Math.min(Math.sqrt(beta / alpha), twoSteps), bytes - a * columns);
  const so = (u + a * columns) / bytes;
  const si = Math.max(2, inner * (b / bytes + q / u));
  const divided = once + sliceAll(problem.weightBytesPerTile) + so * field + si * (perInner + so * fixed);
  return Math.min(least, divided) * TOLERANCE;
}
