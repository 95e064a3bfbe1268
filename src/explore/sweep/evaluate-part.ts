import type { PartRange } from "../store/part-layout.ts";
import type { PartSummary, WideRow } from "../store/part-record.ts";
import { outcomeColumns, type Batch, type FullOutcome } from "./batch-evaluator.ts";
import { coordinatesAt, type Design } from "./design.ts";
import type { EvaluatedBatch, SweepPlan } from "./sweep-plan.ts";
import { summarize } from "./summarize.ts";

export interface EvaluatedPart extends EvaluatedBatch {
  readonly summary: PartSummary;
}

type OnPoint = () => void | Promise<void>;

/** Evaluate the points of one part of a list, and pick out what is kept in full. */
export async function evaluatePart(
  sweep: SweepPlan & { readonly design: Design },
  { part, first, count }: PartRange,
  onPoint?: OnPoint,
): Promise<EvaluatedPart> {
  const { design } = sweep;
  const coordinates = design.axes.map(() => new Float64Array(count));
  design.fill(first, count, coordinates);
  const rung = sweep.evaluators.length - 1;
  const batch: Batch = { first, count, axes: design.axes, coordinates };
  const evaluated = await evaluateBatch(sweep, { batch, rung }, onPoint);
  return { ...evaluated, summary: summarize(sweep, evaluated, part) };
}

/** Evaluates some points. Everything is asked about the sample; where it costs nothing, about every point. */
export async function evaluateBatch(
  { evaluators, columns, sampleOf }: SweepPlan,
  { batch, rung }: { readonly batch: Batch; readonly rung: number },
  onPoint?: OnPoint,
): Promise<EvaluatedBatch> {
  const evaluator = evaluators[rung]!;
  const outcomes = outcomeColumns(batch.count, columns.length);
  await evaluator.evaluate(batch, columns, outcomes, onPoint);
  const full = new Map<number, FullOutcome>();
  const rows =
    evaluator.remembers === true
      ? outcomes.feasible.keys()
      : sampleOf(batch.first, batch.count).map((index) => index - batch.first);
  for (const row of rows)
    full.set(row, await evaluator.describe(coordinatesAt(batch.axes, batch.coordinates, row)));
  return { batch, rung, outcomes, full };
}

/** A point with all metrics. */
export async function wideRow(
  { evaluators }: Pick<SweepPlan, "evaluators">,
  { batch, rung, full }: EvaluatedBatch,
  row: number,
): Promise<WideRow> {
  const coordinates = coordinatesAt(batch.axes, batch.coordinates, row);
  const outcome = full.get(row) ?? (await evaluators[rung]!.describe(coordinates));
  return { index: batch.first + row, coordinates, ...outcome };
}
