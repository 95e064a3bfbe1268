import {
  fieldFactor,
  memoryBound,
  pairBound,
  pairLeast,
  rowBound,
  stepsBound,
  type PairBound,
} from "./bounds.ts";
import { searchSpace, type GroupLevel, type InnerLevel, type RowLevel, type SearchSpace } from "./levels.ts";
import type { MatmulProblem } from "./matmul-problem.ts";
import { priceSplits, temporaryBytes, tileBlock, totalCycles } from "./split-price.ts";
import { nextUseful, usefulSplits, type MatmulSplits } from "./splits.ts";

/** The best division found so far; `splits` undefined until one fits. */
export interface Best {
  cycles: number;
  splits: MatmulSplits | undefined;
}

/**
 * Improve `best` by the cheapest division of `problem` whose temporary bytes stay within `limitBytes`.
 *
 * Branch and bound over groups, rows, inner, columns, serial steps, in this order: the same optimum as trying all. A
 * sparse sample first gives a good plan, so that the bounds discard most of the rest unseen.
 */
export function searchSplits(problem: MatmulProblem, limitBytes: number, best: Best): void {
  const space = searchSpace(problem, limitBytes);
  for (const { level, row, inner, least } of promisingPairs(space, best))
    if (least < best.cycles) searchPair(space, level, row, inner, best);
  for (const level of space.groups)
    for (const row of space.rows) {
      if (row.split > level.tiles) break;
      if (rowBound(space, level, row) < best.cycles) searchRow(space, level, row, best);
    }
}

interface Pair {
  readonly level: GroupLevel;
  readonly row: RowLevel;
  readonly inner: InnerLevel;
  readonly least: number;
}

/** Ratio of consecutive sampled values, and how many sampled pairs are searched. */
const SAMPLE_RATIO = 1.7;
const SAMPLES_SEARCHED = 3;

/** The pairs of least bound in a sparse sample. */
function promisingPairs(space: SearchSpace, best: Best): readonly Pair[] {
  const pairs: Pair[] = [];
  const rows = sparse(space.rows);
  const inners = sparse(space.inners);
  for (const level of sparse(space.groups))
    for (const row of rows) {
      if (row.split > level.tiles) break;
      if (rowBound(space, level, row) >= best.cycles) continue;
      for (const inner of inners) {
        if (row.split * inner.split > level.tiles) break;
        const least = sampledLeast(space, level, row, inner);
        if (least < best.cycles) pairs.push({ level, row, inner, least });
      }
    }
  return pairs.sort((x, y) => x.least - y.least).slice(0, SAMPLES_SEARCHED);
}

function sparse<T extends { readonly split: number }>(values: readonly T[]): readonly T[] {
  let last = 0;
  return values.filter(({ split }) => {
    const keep = last === 0 || split >= last * SAMPLE_RATIO || split * SAMPLE_RATIO <= last;
    if (keep) last = split;
    return keep;
  });
}

function sampledLeast(space: SearchSpace, level: GroupLevel, row: RowLevel, inner: InnerLevel): number {
  const most = Math.min(space.problem.columnBlocks, Math.floor(level.tiles / (row.split * inner.split)));
  const bound = pairBound(space, level, row, inner);
  const blocks = Math.ceil(space.problem.columnBlocks / most);
  return memoryBound(space.problem, bound, fieldFactor(space.problem, most), blocks);
}

function searchRow(space: SearchSpace, level: GroupLevel, row: RowLevel, best: Best): void {
  for (const inner of space.inners) {
    if (inner.split * row.split > level.tiles) break;
    if (pairLeast(space, level, row, inner) < best.cycles) searchPair(space, level, row, inner, best);
  }
}

function searchPair(
  space: SearchSpace,
  level: GroupLevel,
  row: RowLevel,
  inner: InnerLevel,
  best: Best,
): void {
  const { problem } = space;
  const { columnBlocks } = problem;
  const bound = pairBound(space, level, row, inner);
  const most = Math.min(columnBlocks, Math.floor(level.tiles / (row.split * inner.split)));
  if (memoryBound(problem, bound, 0, Math.ceil(columnBlocks / most)) >= best.cycles) return;
  const columnSplits = usefulSplits(columnBlocks, most, true);
  for (let index = columnSplits.length - 1; index >= 0; index--) {
    const columns = columnSplits[index] ?? 1;
    const blocks = Math.ceil(columnBlocks / columns);
    const factor = fieldFactor(problem, columns);
    if (stepsBound(problem, bound, 0, blocks, 1, 1) >= best.cycles) return;
    if (stepsBound(problem, bound, factor, blocks, 1, 1) >= best.cycles) continue;
    if (memoryBound(problem, bound, factor, blocks) >= best.cycles) continue;
    searchSerial(space, { groups: level.split, rows: row.split, inner: inner.split, columns }, bound, best);
  }
}

type ParallelSplits = Pick<MatmulSplits, "groups" | "rows" | "inner" | "columns">;

function searchSerial(space: SearchSpace, parallel: ParallelSplits, bound: PairBound, best: Best): void {
  const { problem, limitBytes } = space;
  const { swapped } = problem;
  const blocks = Math.ceil(problem.columnBlocks / parallel.columns);
  const factor = fieldFactor(problem, parallel.columns);
  for (
    let serialInner = 1;
    serialInner < Infinity;
    serialInner = nextUseful(bound.innerBlocks, serialInner)
  ) {
    if (stepsBound(problem, bound, factor, blocks, 1, serialInner) >= best.cycles) return;
    const atOnce = mostBlocksAtOnce(problem, bound, serialInner);
    if (atOnce === 0) continue;
    let serialColumns = Math.ceil(blocks / Math.min(atOnce, blocks));
    for (; serialColumns < Infinity; serialColumns = nextUseful(blocks, serialColumns)) {
      if (stepsBound(problem, bound, factor, blocks, serialColumns, serialInner) >= best.cycles) break;
      const splits = { ...parallel, serialColumns, serialInner, swapped };
      if (temporaryBytes(problem, tileBlock(problem, splits), splits) > limitBytes) continue;
      const cycles = totalCycles(priceSplits(problem, splits));
      if (cycles < best.cycles) {
        best.cycles = cycles;
        best.splits = splits;
      }
    }
  }
}

/** Output blocks that fit a tile at a time beside the field, at most: `temporaryBytes` solved, its smaller terms left out. */
function mostBlocksAtOnce(problem: MatmulProblem, bound: PairBound, serialInner: number): number {
  const { law, inputBytes, partialBytes } = problem;
  const inner = Math.ceil(bound.innerBlocks / serialInner) * law.innerBlock;
  const left = bound.bytesPerGroup - bound.rows * inner * inputBytes;
  const perBlock = (bound.rows * partialBytes + inner * inputBytes) * law.columnBlock;
  const ROUNDING = 1e-9;
  return Math.max(0, Math.floor(left / perBlock + ROUNDING));
}
