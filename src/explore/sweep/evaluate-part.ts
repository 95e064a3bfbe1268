import { binPair } from "../store/bins.ts";
import type { PartRange } from "../store/part-layout.ts";
import type { PartSummary, WideRow } from "../store/part-record.ts";
import { outcomeColumns, type Batch, type BatchEvaluator, type OutcomeColumns } from "./batch-evaluator.ts";
import { coordinatesAt, type Design } from "./design.ts";
import { frontRows } from "./front-rows.ts";
import type { Objective } from "./objective.ts";

/** What every part of a sweep has in common. */
export interface SweepPlan {
  readonly design: Design;
  readonly evaluator: BatchEvaluator;
  readonly objectives: readonly Objective[];
  /** Metrics stored of every point; the objectives are among them. */
  readonly columns: readonly string[];
  /** Indexes of the points that are kept in full, ascending. */
  readonly sample: readonly number[];
}

export interface EvaluatedPart {
  readonly batch: Batch;
  readonly outcomes: OutcomeColumns;
  readonly summary: PartSummary;
}

/** Evaluate the points of one part, and pick out what is kept in full. */
export async function evaluatePart(
  sweep: SweepPlan,
  { part, first, count }: PartRange,
  onPoint?: () => void | Promise<void>,
): Promise<EvaluatedPart> {
  const { design, evaluator, objectives, columns } = sweep;
  const coordinates = design.axes.map(() => new Float64Array(count));
  design.fill(first, count, coordinates);
  const batch: Batch = { first, count, axes: design.axes, coordinates };
  const outcomes = outcomeColumns(count, columns.length);
  await evaluator.evaluate(batch, columns, outcomes, onPoint);
  const feasible = rowsWhere(outcomes.feasible);
  const objectiveColumns = objectives.map(({ metric }) => columnOf(outcomes, columns, metric));
  const front = frontRows(objectives, objectiveColumns, feasible);
  const sampled = sweep.sample.filter((index) => index >= first && index < first + count);
  const bins = objectives.flatMap((x, at) =>
    objectives
      .slice(at + 1)
      .map((y, offset) =>
        binPair(
          { x: x.metric, y: y.metric },
          [objectiveColumns[at]!, objectiveColumns[at + 1 + offset]!],
          feasible,
        ),
      ),
  );
  const wide = (row: number): Promise<WideRow> => wideRow(evaluator, batch, row);
  return {
    batch,
    outcomes,
    summary: {
      part,
      first,
      count,
      feasible: feasible.length,
      front: await inTurn(front, wide),
      sample: await inTurn(
        sampled.map((index) => index - first),
        wide,
      ),
      bins,
    },
  };
}

/** A point with all metrics. */
export async function wideRow(evaluator: BatchEvaluator, batch: Batch, row: number): Promise<WideRow> {
  const coordinates = coordinatesAt(batch.axes, batch.coordinates, row);
  return { index: batch.first + row, coordinates, ...(await evaluator.describe(coordinates)) };
}

async function inTurn<T, U>(items: readonly T[], one: (item: T) => Promise<U>): Promise<readonly U[]> {
  const results: U[] = [];
  for (const item of items) results.push(await one(item));
  return results;
}

function rowsWhere(flags: Uint8Array): readonly number[] {
  const rows: number[] = [];
  for (let row = 0; row < flags.length; row++) if (flags[row] !== 0) rows.push(row);
  return rows;
}

function columnOf(outcomes: OutcomeColumns, columns: readonly string[], metric: string): Float64Array {
  const column = outcomes.metrics[columns.indexOf(metric)];
  if (column === undefined) throw new Error(`objective ${metric} is not stored`);
  return column;
}
