import { carbonKilograms } from "../../cost/energy/money.ts";
import type { Metric } from "../metric.ts";

/** Location-based, with the one grid factor of the system spec. */
export const co2Kilograms = {
  id: "co2Kilograms",
  label: "CO2",
  unit: "kg",
  better: "lower",
  inTables: [],
  formula: "energyJoules x PUE x grid intensity; operation only; embodiedKilograms is beside it.",
  needs: ["stepsPerRun"],
  measure: ({ economics, joules, stepsPerRun }) => carbonKilograms(joules * stepsPerRun, economics),
} as const satisfies Metric;
