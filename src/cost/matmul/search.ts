import {
  fieldFactor,
  innerLevel,
  memoryBound,
  pairBound,
  rowLevel,
  stepsBound,
  type GroupLevel,
  type InnerLevel,
  type PairBound,
  type RowLevel,
} from "./bounds.ts";
import type { MatmulProblem } from "./matmul-problem.ts";
import { priceSplits, temporaryBytes, tileBlock, totalCycles } from "./split-price.ts";
import { usefulSplits, type MatmulSplits } from "./splits.ts";

/** The best division found so far; `splits` undefined until one fits. */
export interface Best {
  cycles: number;
  splits: MatmulSplits | undefined;
}

/** A matmul's levels of choice, with what follows from each value; built once. */
interface SearchSpace {
  readonly problem: MatmulProblem;
  readonly limitBytes: number;
  readonly groups: readonly GroupLevel[];
  readonly rows: readonly RowLevel[];
  readonly inners: readonly InnerLevel[];
}

function searchSpace(problem: MatmulProblem, limitBytes: number): SearchSpace {
  const { tiles } = problem.target;
  const groups = usefulSplits(problem.groups, tiles).map((split) => ({
    problem,
    split,
    groups: Math.ceil(problem.groups / split),
    tiles: Math.floor(tiles / split),
  }));
  const rows = usefulSplits(problem.field, tiles).map((split) => rowLevel(problem, split));
  const inners = usefulSplits(problem.innerBlocks, tiles).map((split) => innerLevel(problem, split));
  return { problem, limitBytes, groups: groups.reverse(), rows, inners };
}

/**
 * Improve `best` by the cheapest division of `problem` whose temporary bytes stay within `limitBytes`.
 *
 * Branch and bound over groups, rows, inner, columns, serial steps, in this order. The same optimum as trying all. A
 * sparse sample first gives a good plan, so that the bounds discard most of the rest unseen.
 */
export function searchSplits(problem: MatmulProblem, limitBytes: number, best: Best): void {
  const space = searchSpace(problem, limitBytes);
  const promising = [...sampledPairs(space)].sort((x, y) => x.least - y.least).slice(0, SAMPLES_SEARCHED);
  for (const { level, row, inner, least } of promising)
    if (least < best.cycles) searchPair(space, level, row, inner, best);
  for (const level of space.groups) searchGroupLevel(space, level, best);
}

const SAMPLES_SEARCHED = 3;
/** Ratio of consecutive sampled split values. */
const SAMPLE_RATIO = 1.3;

interface SampledPair {
  readonly level: GroupLevel;
  readonly row: RowLevel;
  readonly inner: InnerLevel;
  readonly least: number;
}

function* sampledPairs(space: SearchSpace): Generator<SampledPair> {
  for (const level of sparse(space.groups))
    for (const row of sparse(space.rows))
      for (const inner of sparse(space.inners)) {
        if (row.split * inner.split > level.tiles) break;
        yield { level, row, inner, least: pairLeast(space, level, row, inner, Infinity) };
      }
}

function sparse<T extends { readonly split: number }>(values: readonly T[]): T[] {
  let last = 0;
  return values.filter(({ split }) => {
    const keep = last === 0 || split >= last * SAMPLE_RATIO || split * SAMPLE_RATIO <= last;
    if (keep) last = split;
    return keep;
  });
}

function searchGroupLevel(space: SearchSpace, level: GroupLevel, best: Best): void {
  const { problem } = space;
  const blocksPerTile = (problem.innerBlocks * problem.columnBlocks) / level.tiles;
  for (const row of space.rows) {
    if (row.split > level.tiles) break;
    const compute = level.groups * blocksPerTile * row.split * (row.blockCycles + row.weightCycles);
    if (compute + problem.swapCycles >= best.cycles) continue;
    for (const inner of space.inners) {
      if (inner.split * row.split > level.tiles) break;
      const least = pairLeast(space, level, row, inner, best.cycles);
      if (least < best.cycles) searchPair(space, level, row, inner, best);
    }
  }
}

/**
 * Bound over all column splits and serial steps: one column split needs no field exchange, more need half of it at
 * least. The memory bound is worked out only where the plain one stays below `cutoff`.
 */
function pairLeast(
  space: SearchSpace,
  level: GroupLevel,
  row: RowLevel,
  inner: InnerLevel,
  cutoff: number,
): number {
  const { problem, limitBytes } = space;
  const bound = pairBound(level, row, inner);
  const bytes = limitBytes / level.groups;
  const least = (factor: number, blocks: number): number => {
    const plain = stepsBound(problem, bound, factor, blocks, 1, 1);
    return plain >= cutoff ? plain : Math.max(plain, memoryBound(level, bound, factor, blocks, bytes));
  };
  const most = Math.min(problem.columnBlocks, Math.floor(level.tiles / (row.split * inner.split)));
  const whole = least(0, problem.columnBlocks);
  return most === 1 ? whole : Math.min(whole, least(1 / 2, Math.ceil(problem.columnBlocks / most)));
}

function searchPair(
  space: SearchSpace,
  level: GroupLevel,
  row: RowLevel,
  inner: InnerLevel,
  best: Best,
): void {
  const { problem } = space;
  const bound = pairBound(level, row, inner);
  const bytes = space.limitBytes / level.groups;
  const most = Math.floor(level.tiles / (row.split * inner.split));
  const columnSplits = usefulSplits(problem.columnBlocks, most, true);
  for (let index = columnSplits.length - 1; index >= 0; index--) {
    const columns = columnSplits[index] ?? 1;
    const blocks = Math.ceil(problem.columnBlocks / columns);
    const factor = fieldFactor(problem, columns);
    if (stepsBound(problem, bound, 0, blocks, 1, 1) >= best.cycles) return;
    if (stepsBound(problem, bound, factor, blocks, 1, 1) >= best.cycles) continue;
    if (memoryBound(level, bound, factor, blocks, bytes) >= best.cycles) continue;
    searchSerial(space, level, { rows: row.split, inner: inner.split, columns }, bound, best);
  }
}

function searchSerial(
  { problem, limitBytes }: SearchSpace,
  level: GroupLevel,
  parallel: { readonly rows: number; readonly inner: number; readonly columns: number },
  bound: PairBound,
  best: Best,
): void {
  const blocks = Math.ceil(problem.columnBlocks / parallel.columns);
  const factor = fieldFactor(problem, parallel.columns);
  const serialColumnsValues = usefulSplits(blocks, blocks);
  for (const serialInner of usefulSplits(bound.innerBlocks, bound.innerBlocks)) {
    if (stepsBound(problem, bound, factor, blocks, 1, serialInner) >= best.cycles) break;
    for (const serialColumns of serialColumnsValues) {
      if (stepsBound(problem, bound, factor, blocks, serialColumns, serialInner) >= best.cycles) break;
      const splits = {
        ...parallel,
        groups: level.split,
        serialColumns,
        serialInner,
        swapped: problem.swapped,
      };
      if (temporaryBytes(problem, tileBlock(problem, splits), splits) > limitBytes) continue;
      const cycles = totalCycles(priceSplits(problem, splits));
      if (cycles < best.cycles) {
        best.cycles = cycles;
        best.splits = splits;
      }
    }
  }
}
