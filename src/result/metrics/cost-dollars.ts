import type { Metric } from "../metric.ts";

/** Cost of ownership of the run; no staff, building or margin. */
export const costDollars = {
  id: "costDollars",
  label: "Cost",
  unit: "USD",
  better: "lower",
  inTables: ["training", "inference", "trainingFooting", "uncertainty", "swings"],
  withSize: "none",
  formula:
    "capexDollars x run time / (lifetime x utilisation) [straight-line depreciation; declining: capexDollars x run years x orders of magnitude a year x ln 10] + energyJoules x PUE x electricity price. Inference: of one batch.",
  needs: ["stepDollars", "stepsPerRun"],
  measure: ({ stepDollars, stepsPerRun }) => stepDollars * stepsPerRun,
} as const satisfies Metric;
