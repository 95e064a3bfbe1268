import type { MetricDefinition } from "./saved/result.ts";
import type { StepTotals } from "./step-totals.ts";

/** What one number means and how it is read off a step. */
export interface Metric extends MetricDefinition {
  /** Totals without which there is no such number: where one is unknown, the metric does not apply. */
  readonly needs?: readonly NumberOf<StepTotals>[];
  readonly measure: (totals: Readonly<StepTotals>) => number;
}

type NumberOf<T> = { [K in keyof T]: T[K] extends number ? K : never }[keyof T];

/** The metric of a step; null where it does not apply. One that comes out as no finite number is a bug, not a result. */
export function readMetric({ id, needs = [], measure }: Metric, totals: Readonly<StepTotals>): number | null {
  if (needs.some((name) => Number.isNaN(totals[name]))) return null;
  const value = measure(totals);
  if (!Number.isFinite(value)) throw new Error(`metric ${id} came out as ${value}`);
  return value;
}
