import type { Metric } from "../../result/metric.ts";
import type { StepTotals } from "../../result/step-totals.ts";
import { functionOfCode } from "../../spec/formula/function-of-code.ts";

/** Writes every metric of a step into a row of its column; NaN where it does not apply. */
export type MetricWriter = (
  totals: Readonly<StepTotals>,
  columns: readonly Float64Array[],
  row: number,
) => void;

type Measure = Metric["measure"];

/**
 * Metrics read one after the other, each at a place of its own in generated code: a call that meets one function alone
 * is put in line, and its number never leaves the registers. A loop over the same metrics meets them all in one place,
 * which costs a call and a boxed number each.
 */
export function metricWriter(metrics: readonly Metric[]): MetricWriter {
  const names = metrics.map((_, at) => `m${at}`);
  const lines = names.map((name, at) => `c[${at}][r]=${name}(t);`);
  const bind = functionOfCode<(...measures: readonly Measure[]) => MetricWriter>(
    names,
    `return(t,c,r)=>{${lines.join("")}}`,
  );
  return bind(...metrics.map(({ measure }) => measure));
}
