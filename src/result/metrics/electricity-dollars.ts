import type { Metric } from "../metric.ts";

/** Electricity of the run. */
export const electricityDollars: Metric = {
  id: "electricityDollars",
  label: "Electricity",
  unit: "USD",
  better: "lower",
  formula: "energyJoules x PUE x electricity price.",
  measure: ({ arch: { economics }, joules, stepsPerRun }) =>
    stepsPerRun === null ? null : joules * stepsPerRun * economics.pue * economics.electricityDollarsPerJoule,
};
