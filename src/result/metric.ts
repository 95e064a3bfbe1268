import type { MetricContext } from "./metric-context.ts";
import type { MetricDefinition } from "./result.ts";

/** What one number means and how it is read off an evaluation. `null`: the metric does not apply or an input is unknown. */
export interface Metric extends MetricDefinition {
  readonly measure: (context: MetricContext) => number | null;
}
