import { leastTemporaryBytes } from "./least-memory.ts";
import { matmulProblem, type MatmulProblem, type MatmulShape, type MatmulTarget } from "./matmul-problem.ts";
import { searchSplits, type Best } from "./search.ts";
import { exchangedSramBytes, priceSplits, sramBytes, totalCycles } from "./split-price.ts";
import type { MatmulSplits } from "./splits.ts";

export type { MatmulShape, MatmulTarget } from "./matmul-problem.ts";
export type { MatmulSplits } from "./splits.ts";

/** The cheapest division of a matmul over the tiles of a chip, and what it costs there. */
export interface MatmulPlan {
  /** matmul + reduce + rearrange + exchange + sync */
  readonly cycles: number;
  readonly matmulCycles: number;
  readonly reduceCycles: number;
  readonly rearrangeCycles: number;
  readonly exchangeCycles: number;
  readonly syncCycles: number;
  readonly splits: MatmulSplits;
  readonly tilesUsed: number;
  /** Passes through the groups, one after the other. Absent: all at once. */
  readonly passes?: number;
  readonly temporaryBytesPerTile: number;
  /** Received by all tiles over the whole matmul; as many are sent, a broadcast counted once a receiver. */
  readonly exchangeBytes: number;
  /** Loads and stores of the AMP, and of what is exchanged, all tiles. */
  readonly sramBytes: number;
  /** False where no division keeps to the memory limit: then the least-memory plan is given. */
  readonly fits: boolean;
}

/**
 * Plan a matmul: splits over tiles and serial steps, and which operand is loaded into the AMP, of least cycles among
 * those whose temporary bytes fit availableMemoryProportion · sramBytesPerTile. Exact: `searchSplits` discards by
 * lower bounds only. If nothing fits, the least temporary bytes take the limit's place and `fits` is false.
 */
export function planMatmul(shape: MatmulShape, target: MatmulTarget): MatmulPlan {
  const problems = [matmulProblem(shape, target, false), matmulProblem(shape, target, true)];
  const limitBytes = target.availableMemoryProportion * target.sramBytesPerTile;
  const within = searchOrientations(problems, limitBytes);
  if (within.splits !== undefined) return describePlan(problems, within.splits, true);
  const least = Math.min(...problems.map(leastTemporaryBytes));
  const smallest = searchOrientations(problems, least);
  if (smallest.splits === undefined)
    throw new Error(`no division of ${JSON.stringify(shape)} uses ${least} bytes`);
  return describePlan(problems, smallest.splits, false);
}

function searchOrientations(problems: readonly MatmulProblem[], limitBytes: number): Best {
  const best: Best = { cycles: Infinity, splits: undefined };
  for (const problem of problems) searchSplits(problem, limitBytes, best);
  return best;
}

function describePlan(problems: readonly MatmulProblem[], splits: MatmulSplits, fits: boolean): MatmulPlan {
  const problem = problems.find(({ swapped }) => swapped === splits.swapped);
  if (problem === undefined) throw new Error("a plan's orientation was not searched");
  const price = priceSplits(problem, splits);
  const tilesUsed = splits.groups * splits.rows * splits.columns * splits.inner;
  const steps = splits.serialColumns * splits.serialInner;
  return {
    cycles: totalCycles(price),
    matmulCycles: price.matmulCycles,
    reduceCycles: price.reduceCycles,
    rearrangeCycles: price.rearrangeCycles,
    exchangeCycles: price.exchangeCycles,
    syncCycles: price.syncCycles,
    splits,
    tilesUsed,
    temporaryBytesPerTile: price.temporaryBytesPerTile,
    exchangeBytes: tilesUsed * steps * price.receivedBytesPerTile,
    sramBytes: tilesUsed * steps * (sramBytes(problem, splits) + exchangedSramBytes(problem, splits)),
    fits,
  };
}

/** `planMatmul` for one target, remembering shapes; `onMade` is called for each that was not known. */
export function planCache(
  target: MatmulTarget,
  onMade: () => void = () => undefined,
): (shape: MatmulShape) => MatmulPlan {
  const byGroups = new Map<number, Map<number, Map<number, Map<number, MatmulPlan>>>>();
  return (shape) => {
    const byRows = entry(byGroups, shape.groups);
    const byInner = entry(byRows, shape.rows);
    const byColumns = entry(byInner, shape.inner);
    let plan = byColumns.get(shape.columns);
    if (plan === undefined) {
      onMade();
      byColumns.set(shape.columns, (plan = planMatmul(shape, target)));
    }
    return plan;
  };
}

function entry<V>(map: Map<number, Map<number, V>>, key: number): Map<number, V> {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = new Map<number, V>()));
  return value;
}
