import type { Metric } from "../../result/metric.ts";
import type { MetricWriter } from "./metric-writer.ts";

/** The same numbers as `metricWriter` writes, in a loop: for a page, whose policy lets no text become code. */
export const plainMetricWriter =
  (metrics: readonly Metric[]): MetricWriter =>
  (totals, columns, row) => {
    for (const [at, { measure }] of metrics.entries()) columns[at]![row] = measure(totals);
  };
