import {
  innerLevel,
  pairBound,
  rowLevel,
  type GroupLevel,
  type InnerLevel,
  type PairBound,
  type RowLevel,
} from "./bounds.ts";
import type { MatmulProblem } from "./matmul-problem.ts";
import {
  accumulateCycles,
  priceSplits,
  temporaryBytes,
  tileBlock,
  totalCycles,
  type SplitPrice,
} from "./split-price.ts";
import { usefulSplits, type MatmulSplits } from "./splits.ts";

/** The best division found so far; `splits` undefined until one fits. */
export interface Best {
  cycles: number;
  splits: MatmulSplits | undefined;
}

/** Row and inner splits still to be looked into, with the least cost any of their candidates can have. */
interface Pair {
  readonly level: GroupLevel;
  readonly row: RowLevel;
  readonly inner: InnerLevel;
  readonly leastCycles: number;
}

/** Rounding of a sum in another order never decides between candidates. */
const TOLERANCE = 1 - 1e-12;

/**
 * Improve `best` by the cheapest division of `problem` whose temporary bytes stay within `limitBytes`.
 *
 * Branch and bound over groups, then rows × inner, then columns, then serial steps. The same optimum as trying all.
 */
export function searchSplits(problem: MatmulProblem, limitBytes: number, best: Best): void {
  const pairs: Pair[] = [];
  const groupSplits = usefulSplits(problem.groups, problem.target.tiles);
  for (let index = groupSplits.length - 1; index >= 0; index--) {
    const split = groupSplits[index] ?? 1;
    const tiles = Math.floor(problem.target.tiles / split);
    collectPairs({ problem, split, groups: Math.ceil(problem.groups / split), tiles }, best, pairs);
  }
  tryPromising(pairs, limitBytes, best);
  for (const pair of pairs) if (pair.leastCycles < best.cycles) searchPair(pair, limitBytes, best);
}

/** Look into the most promising pairs first: a good plan early lets the bounds discard the rest unseen. */
function tryPromising(pairs: readonly Pair[], limitBytes: number, best: Best): void {
  const ROUNDS = 4;
  let floor = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let promising: Pair | undefined;
    for (const pair of pairs)
      if (pair.leastCycles > floor && pair.leastCycles < (promising?.leastCycles ?? best.cycles))
        promising = pair;
    if (promising === undefined) return;
    floor = promising.leastCycles;
    searchPair(promising, limitBytes, best);
  }
}

function collectPairs(level: GroupLevel, best: Best, pairs: Pair[]): void {
  const { problem, groups, tiles } = level;
  const inners = usefulSplits(problem.innerBlocks, tiles).map((split) => innerLevel(problem, split));
  const work = (groups * problem.innerBlocks * problem.columnBlocks) / tiles;
  for (const split of usefulSplits(problem.field, tiles)) {
    const row = rowLevel(problem, split);
    if (work * split * row.blockCycles >= best.cycles) continue;
    for (const inner of inners) {
      if (inner.split * split > tiles) break;
      const leastCycles = leastOfPair(level, row, inner);
      if (leastCycles < best.cycles) pairs.push({ level, row, inner, leastCycles });
    }
  }
}

/** Bound over all column splits: one column split needs no field exchange, more need half of it at least. */
function leastOfPair(level: GroupLevel, row: RowLevel, inner: InnerLevel): number {
  const { columnBlocks } = level.problem;
  const bound = pairBound(level, row, inner);
  const most = Math.min(columnBlocks, Math.floor(level.tiles / (row.split * inner.split)));
  const whole = boundCycles(level.problem, bound, 1, columnBlocks, 1, 1);
  if (most === 1) return whole;
  const fixed = boundCycles(level.problem, bound, 1, Math.ceil(columnBlocks / most), 1, 1);
  return Math.min(whole, fixed + bound.fieldCycles / 2);
}

/** Bound of a column split that leaves `blocks` output blocks on the tile, for at least the given serial steps. */
function boundCycles(
  problem: MatmulProblem,
  bound: PairBound,
  columnSplit: number,
  blocks: number,
  serialColumns: number,
  serialInner: number,
): number {
  const pair = columnSplit % 2 === 0 ? 1 : problem.target.pairFactor;
  const perStep =
    bound.fixedCycles * serialInner + bound.innerGroupCycles * Math.max(0, bound.innerBlocks - serialInner);
  const field = bound.fieldCycles * (1 - 1 / columnSplit) * pair;
  const cycles =
    serialColumns * (perStep + field) +
    blocks * (bound.blockCycles + (serialInner - 1) * bound.partialCycles);
  return (cycles + problem.swapCycles) * TOLERANCE;
}

function searchPair({ level, row, inner }: Pair, limitBytes: number, best: Best): void {
  const { problem } = level;
  const bound = pairBound(level, row, inner);
  const most = Math.floor(level.tiles / (row.split * inner.split));
  const columnSplits = usefulSplits(problem.columnBlocks, most, true);
  for (let index = columnSplits.length - 1; index >= 0; index--) {
    const columns = columnSplits[index] ?? 1;
    const blocks = Math.ceil(problem.columnBlocks / columns);
    if (boundCycles(problem, bound, 1, blocks, 1, 1) >= best.cycles) return;
    if (boundCycles(problem, bound, columns, blocks, 1, 1) >= best.cycles) continue;
    searchSerial(level, { rows: row.split, inner: inner.split, columns }, bound, limitBytes, best);
  }
}

function searchSerial(
  { problem, split }: GroupLevel,
  parallel: { rows: number; inner: number; columns: number },
  bound: PairBound,
  limitBytes: number,
  best: Best,
): void {
  const blocks = Math.ceil(problem.columnBlocks / parallel.columns);
  const serialColumnsValues = usefulSplits(blocks, blocks);
  for (const serialInner of usefulSplits(bound.innerBlocks, bound.innerBlocks)) {
    if (boundCycles(problem, bound, parallel.columns, blocks, 1, serialInner) >= best.cycles) break;
    for (const serialColumns of serialColumnsValues) {
      if (boundCycles(problem, bound, parallel.columns, blocks, serialColumns, serialInner) >= best.cycles)
        break;
      const splits = { ...parallel, groups: split, serialColumns, serialInner, swapped: problem.swapped };
      if (temporaryBytes(problem, tileBlock(problem, splits), splits) > limitBytes) continue;
      const cycles = totalCycles(priceSplits(problem, splits));
      if (cycles < best.cycles) {
        best.cycles = cycles;
        best.splits = splits;
      }
    }
  }
}
