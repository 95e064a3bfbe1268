import type { Metric } from "../metric.ts";

/** Cost of one row of the batch. */
export const dollarsPerSample = {
  id: "dollarsPerSample",
  label: "Cost per sample",
  unit: "USD",
  better: "lower",
  inTables: [],
  formula: "Cost of a step / samples per step (depreciation and electricity).",
  needs: ["stepDollars"],
  measure: ({ stepDollars, samplesPerStep }) => stepDollars / samplesPerStep,
} as const satisfies Metric;
