import { outcomeColumns, type Batch, type FullOutcome } from "./batch-evaluator.ts";
import type { EvaluatedBatch } from "./sweep-plan.ts";

/** Some rows of a batch, as columns of their own. */
export function sliceOf({ first, axes, coordinates }: Batch, at: number, count: number): Batch {
  return {
    first: first + at,
    count,
    axes,
    coordinates: coordinates.map((column) => column.slice(at, at + count)),
  };
}

/** A batch from its slices, by the row at which each begins. */
export function mergeSlices(
  batch: Batch,
  rung: number,
  slices: ReadonlyMap<number, EvaluatedBatch>,
): EvaluatedBatch {
  const metrics = [...slices.values()][0]?.outcomes.metrics.length ?? 0;
  const outcomes = outcomeColumns(batch.count, metrics);
  const full = new Map<number, FullOutcome>();
  for (const [at, slice] of slices) {
    outcomes.feasible.set(slice.outcomes.feasible, at);
    outcomes.gap.set(slice.outcomes.gap, at);
    for (const [metric, column] of slice.outcomes.metrics.entries())
      outcomes.metrics[metric]!.set(column, at);
    for (const [row, outcome] of slice.full) full.set(at + row, outcome);
  }
  return { batch, rung, outcomes, full };
}
