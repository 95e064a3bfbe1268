import { electricityDollars as dollarsOf } from "../../cost/energy/money.ts";
import type { Metric } from "../metric.ts";

/** Electricity of the run. */
export const electricityDollars = {
  id: "electricityDollars",
  label: "Electricity",
  unit: "USD",
  better: "lower",
  inTables: [],
  formula: "energyJoules x PUE x electricity price.",
  needs: ["stepsPerRun"],
  measure: ({ economics, joules, stepsPerRun }) => dollarsOf(joules * stepsPerRun, economics),
} as const satisfies Metric;
