import type { Metric } from "../metric.ts";

/** Cost of ownership of the run; no staff, building or margin. */
export const costDollars: Metric = {
  id: "costDollars",
  label: "Cost",
  unit: "USD",
  better: "lower",
  formula:
    "capexDollars x run time / (lifetime x utilisation) [straight-line depreciation] + energyJoules x PUE x electricity price. Inference: of one batch.",
  measure: ({ stepDollars, stepsPerRun }) =>
    stepDollars === null || stepsPerRun === null ? null : stepDollars * stepsPerRun,
};
