import type { Metric } from "../metric.ts";

/** The whole system, chips in use or not. */
export const capexDollars = {
  id: "capexDollars",
  label: "Purchase price",
  unit: "USD",
  better: "lower",
  inTables: [],
  formula: "Announced price of the system, or machines + hosts + network. Unknown where a part has no price.",
  needs: ["capexDollars"],
  measure: ({ capexDollars }) => capexDollars,
} as const satisfies Metric;
