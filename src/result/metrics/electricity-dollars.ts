import { electricityDollars as dollarsOf } from "../../cost/money.ts";
import type { Metric } from "../metric.ts";

/** Electricity of the run. */
export const electricityDollars: Metric = {
  id: "electricityDollars",
  label: "Electricity",
  unit: "USD",
  better: "lower",
  formula: "energyJoules x PUE x electricity price.",
  measure: ({ economics, joules, stepsPerRun }) =>
    stepsPerRun === null ? null : dollarsOf(joules * stepsPerRun, economics),
};
