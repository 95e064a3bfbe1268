import { binPair } from "../store/bins.ts";
import type { FrontCandidate, MetricRange, PartSummary, PeerSummary } from "../store/part-record.ts";
import type { OutcomeColumns } from "./batch-evaluator.ts";
import { coordinatesAt } from "./design.ts";
import { peersOf } from "./peers.ts";
import type { EvaluatedBatch, SweepPlan } from "./sweep-plan.ts";
import { frontRows } from "./front-rows.ts";

/** What the sweep needs of a part once its rows are written. Only what was evaluated at the last rung counts. */
export function summarize(plan: SweepPlan, evaluated: EvaluatedBatch, part: number): PartSummary {
  const { batch, full } = evaluated;
  const { first, count } = batch;
  const { workloads, of } = peersOf(batch);
  return {
    part,
    first,
    count,
    peers: workloads.map((workload, peer) => ({
      ...(workload === undefined ? {} : { workload }),
      ...summaryOf(plan, evaluated, (row) => of === undefined || of[row] === peer),
    })),
    sample: plan.sampleOf(first, count).map((index) => ({
      index,
      coordinates: coordinatesAt(batch.axes, batch.coordinates, index - first),
      ...full.get(index - first)!,
    })),
  };
}

/** Of some rows that are peers. */
function summaryOf(
  { evaluators, objectives, columns }: SweepPlan,
  { batch, rung, outcomes, full }: EvaluatedBatch,
  isOwn: (row: number) => boolean,
): Omit<PeerSummary, "workload"> {
  const own = rowsWhere(batch.count, isOwn);
  const fitting = own.filter((row) => outcomes.feasible[row] !== 0);
  const counted = rung === evaluators.length - 1 ? fitting : new Uint32Array();
  const values = objectives.map(({ metric }) => columnOf(outcomes, columns, metric));
  const bins = objectives.flatMap((x, at) =>
    objectives
      .slice(at + 1)
      .map((y, offset) =>
        binPair({ x: x.metric, y: y.metric }, [values[at]!, values[at + 1 + offset]!], counted),
      ),
  );
  return {
    points: own.length,
    feasible: fitting.length,
    front: frontRows(objectives, values, counted).map((row): FrontCandidate => {
      const outcome = full.get(row);
      return {
        index: batch.first + row,
        coordinates: coordinatesAt(batch.axes, batch.coordinates, row),
        values: values.map((column) => column[row]!),
        ...(outcome === undefined ? {} : { outcome }),
      };
    }),
    bins,
    ranges: columns.map((metric, at) => rangeOf(metric, outcomes.metrics[at]!, counted)),
  };
}

function rowsWhere(count: number, isOwn: (row: number) => boolean): Uint32Array {
  const rows = new Uint32Array(count);
  let kept = 0;
  for (let row = 0; row < count; row++) if (isOwn(row)) rows[kept++] = row;
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
