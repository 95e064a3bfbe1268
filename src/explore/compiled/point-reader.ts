import type { BuiltInMetrics } from "../../result/measure.ts";
import type { CompiledEvaluator } from "./compile-evaluator.ts";
import type { Misfit } from "./phase-levels.ts";
import { pointColumns } from "./point-columns.ts";

/** Every metric of single points by name, or what is short. The evaluator writes all metrics. */
export function pointReader({
  evaluateInto,
  metrics,
}: Pick<CompiledEvaluator, "evaluateInto" | "metrics">): (
  arch: number,
  choice: number,
) => { readonly short: Misfit } | { readonly metrics: BuiltInMetrics } {
  const row = pointColumns(1, metrics.length);
  return (arch, choice) => {
    const short = evaluateInto(arch, choice, row, 0);
    if (short !== undefined) return { short };
    const values = metrics.map((id, at) => [id, numberOrNull(row.metrics[at]![0]!)]);
    return { metrics: Object.fromEntries(values) as BuiltInMetrics };
  };
}

const numberOrNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
