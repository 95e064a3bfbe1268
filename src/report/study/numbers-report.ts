import type { SavedResults } from "../../result/saved/result.ts";
import { csvRow } from "./csv-report.ts";
import { outcomesOf, tableMetrics, type Outcome } from "./reading.ts";

/** Saved figures have six significant digits here: what a reader of a change can take in. */
const SIGNIFICANT_DIGITS = 6;

/**
 * `numbers.csv`: the figures that a study's tables show and its claims, one a row, so that a change of the models is a
 * diff of so many lines. Columns: workload, system, quantity, value, unit (base units; of a claim the verdict). What
 * does not fit has its resource as the quantity and demand ÷ bound as the value.
 */
export function numbersReport(results: SavedResults): string {
  const figures = results.workloads.flatMap((workload) => {
    const outcomes = outcomesOf(results, workload);
    const metrics = tableMetrics(results, outcomes);
    return outcomes.flatMap((outcome) => rowsOf(outcome, metrics));
  });
  const claims = results.claims.map(({ says, left, verdict }) => ["", "", says, digits(left), verdict]);
  return [["workload", "system", "quantity", "value", "unit"], ...figures, ...claims].map(csvRow).join("");
}

function rowsOf(
  { system, workload, shown }: Outcome,
  metrics: ReturnType<typeof tableMetrics>,
): readonly (readonly string[])[] {
  const where = [workload.id, system.id];
  if (shown.infeasible !== undefined) {
    const { resource, demand, bound } = shown.infeasible;
    return [[...where, resource, digits(demand / bound), "demand ÷ bound"]];
  }
  return metrics.map(({ id, unit }) => [...where, id, digits(shown.metrics[id]), unit]);
}

const digits = (value: number | null | undefined): string =>
  typeof value === "number" && Number.isFinite(value)
    ? String(Number(value.toPrecision(SIGNIFICANT_DIGITS)))
    : "";
