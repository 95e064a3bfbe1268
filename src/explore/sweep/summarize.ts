import { binPair } from "../store/bins.ts";
import type { FrontCandidate, MetricRange, PartSummary } from "../store/part-record.ts";
import type { OutcomeColumns } from "./batch-evaluator.ts";
import { coordinatesAt } from "./design.ts";
import type { EvaluatedBatch, SweepPlan } from "./sweep-plan.ts";
import { frontRows } from "./front-rows.ts";

/** What the sweep needs of a part once its rows are written. Only what was evaluated at the last rung counts. */
export function summarize(
  { evaluators, objectives, columns, sampleOf }: SweepPlan,
  { batch, rung, outcomes, full }: EvaluatedBatch,
  part: number,
): PartSummary {
  const { first, count } = batch;
  const fitting = rowsWhere(outcomes.feasible);
  const counted = rung === evaluators.length - 1 ? fitting : new Uint32Array();
  const values = objectives.map(({ metric }) => columnOf(outcomes, columns, metric));
  const coordinates = (row: number): FrontCandidate["coordinates"] =>
    coordinatesAt(batch.axes, batch.coordinates, row);
  const bins = objectives.flatMap((x, at) =>
    objectives
      .slice(at + 1)
      .map((y, offset) =>
        binPair({ x: x.metric, y: y.metric }, [values[at]!, values[at + 1 + offset]!], counted),
      ),
  );
  return {
    part,
    first,
    count,
    feasible: fitting.length,
    front: frontRows(objectives, values, counted).map((row): FrontCandidate => {
      const outcome = full.get(row);
      return {
        index: first + row,
        coordinates: coordinates(row),
        values: values.map((column) => column[row]!),
        ...(outcome === undefined ? {} : { outcome }),
      };
    }),
    sample: sampleOf(first, count).map((index) => ({
      index,
      coordinates: coordinates(index - first),
      ...full.get(index - first)!,
    })),
    bins,
    ranges: columns.map((metric, at) => rangeOf(metric, outcomes.metrics[at]!, counted)),
  };
}

function rowsWhere(flags: Uint8Array): Uint32Array {
  const rows = new Uint32Array(flags.length);
  let kept = 0;
  for (let row = 0; row < flags.length; row++) if (flags[row] !== 0) rows[kept++] = row;
  return rows.subarray(0, kept);
}

function rangeOf(metric: string, column: Float64Array, rows: Uint32Array): MetricRange {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of rows) {
    const value = column[row]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? { metric, low, high } : { metric, low: null, high: null };
}

function columnOf(outcomes: OutcomeColumns, columns: readonly string[], metric: string): Float64Array {
  const column = outcomes.metrics[columns.indexOf(metric)];
  if (column === undefined) throw new Error(`objective ${metric} is not stored`);
  return column;
}
