import { costOf, type Objective } from "./objective.ts";

/**
 * Rows that no other row beats on every objective, in ascending order; of equal rows the first stands for
 * all. A row with an unknown objective is never on the front.
 *
 * An archive of the front so far, in which the row that beat last is asked first: most rows fall at once.
 */
export function frontRows(
  objectives: readonly Objective[],
  columns: readonly Float64Array[],
  candidates: readonly number[],
): readonly number[] {
  const costs = candidates.map((row) =>
    objectives.map((objective, index) => costOf(objective, columns[index]?.[row] ?? Number.NaN)),
  );
  const front: number[] = [];
  for (const [candidate, own] of costs.entries()) {
    if (own.some(Number.isNaN)) continue;
    const by = front.findIndex((other) => isCovered(own, costs[other]!));
    if (by > 0) front.unshift(...front.splice(by, 1));
    if (by >= 0) continue;
    let kept = 0;
    for (const other of front) if (!isCovered(costs[other]!, own)) front[kept++] = other;
    front.length = kept;
    front.push(candidate);
  }
  return front.map((candidate) => candidates[candidate]!).sort((a, b) => a - b);
}

/** `by` is as good on every objective. */
function isCovered(costs: readonly number[], by: readonly number[]): boolean {
  for (let at = 0; at < costs.length; at++) if (by[at]! > costs[at]!) return false;
  return true;
}
