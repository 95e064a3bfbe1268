import type { MetricDefinition } from "./result.ts";
import type { StepTotals } from "./step-totals.ts";

/** What one number means and how it is read off a step. `null`: the metric does not apply or an input is unknown. */
export interface Metric extends MetricDefinition {
  readonly measure: (totals: Readonly<StepTotals>) => number | null;
}
