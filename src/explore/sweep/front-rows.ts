import { paretoFront } from "../fronts/pareto-front.ts";
import type { Objective } from "./objective.ts";

/** Rows among `candidates` (ascending) that no other beats, ascending; of equal rows the first stands for all. */
export function frontRows(
  objectives: readonly Objective[],
  columns: readonly Float64Array[],
  candidates: ArrayLike<number>,
): readonly number[] {
  const costs = objectives.map(({ better }, at) => {
    const column = columns[at] ?? new Float64Array();
    return better === "min" ? column : column.map((value) => -value);
  });
  return [...paretoFront(costs, candidates)];
}
