import type { PartRange } from "../store/part-layout.ts";
import type { PartSummary, WideRow } from "../store/part-record.ts";
import { outcomeColumns, type Batch, type FullOutcome } from "./batch-evaluator.ts";
import { describePoint } from "./describe-point.ts";
import { coordinatesAt, type Design } from "./design.ts";
import type { EvaluatedBatch, SweepPlan } from "./sweep-plan.ts";
import { summarize } from "./summarize.ts";

export interface EvaluatedPart extends EvaluatedBatch {
  readonly summary: PartSummary;
}

type OnPoint = () => void | Promise<void>;

/** The points of a list that make one part. */
export function listBatch(design: Design, { first, count }: PartRange): Batch {
  const coordinates = design.axes.map(() => new Float64Array(count));
  design.fill(first, count, coordinates);
  return { first, count, axes: design.axes, coordinates };
}

/** Evaluate the points of one part of a list, and pick out what is kept in full. */
export async function evaluatePart(
  sweep: SweepPlan & { readonly design: Design },
  range: PartRange,
  onPoint?: OnPoint,
): Promise<EvaluatedPart> {
  const asked = { batch: listBatch(sweep.design, range), rung: sweep.evaluators.length - 1 };
  const evaluated = await evaluateBatch(sweep, asked, onPoint);
  return { ...evaluated, summary: summarize(sweep, evaluated, range.part) };
}

/** Evaluates some points. Everything is asked about the sample; where it costs nothing, about every point. */
export async function evaluateBatch(
  plan: SweepPlan,
  { batch, rung }: { readonly batch: Batch; readonly rung: number },
  onPoint?: OnPoint,
): Promise<EvaluatedBatch> {
  const { columns, sampleOf } = plan;
  const evaluator = plan.evaluators[rung]!;
  const outcomes = outcomeColumns(batch.count, columns.length);
  await evaluator.evaluate(batch, columns, outcomes, onPoint);
  const full = new Map<number, FullOutcome>();
  const rows =
    evaluator.remembers === true
      ? outcomes.feasible.keys()
      : sampleOf(batch.first, batch.count).map((index) => index - batch.first);
  for (const row of rows)
    full.set(row, await describePoint(plan, rung, coordinatesAt(batch.axes, batch.coordinates, row)));
  return { batch, rung, outcomes, full };
}

/** A point with all metrics. */
export async function wideRow(
  plan: Pick<SweepPlan, "evaluators" | "fidelities">,
  { batch, rung, full }: EvaluatedBatch,
  row: number,
): Promise<WideRow> {
  const coordinates = coordinatesAt(batch.axes, batch.coordinates, row);
  const outcome = full.get(row) ?? (await describePoint(plan, rung, coordinates));
  return { index: batch.first + row, coordinates, ...outcome };
}
