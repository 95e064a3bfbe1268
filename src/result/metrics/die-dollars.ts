import type { Metric } from "../metric.ts";

/** Before package, test and margin. */
export const dieDollars = {
  id: "dieDollars",
  label: "Good die",
  unit: "USD",
  better: "lower",

  inTables: [],
  formula: "Wafers and bonds, by dies or stacks that work.",
  needs: ["dieDollars"],
  measure: ({ dieDollars }) => dieDollars,
} as const satisfies Metric;
