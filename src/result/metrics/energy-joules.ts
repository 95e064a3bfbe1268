import type { Metric } from "../metric.ts";

/** IT energy of the run. */
export const energyJoules = {
  id: "energyJoules",
  label: "Energy",
  unit: "J",
  better: "lower",
  inTables: ["training", "inference", "trainingFooting", "uncertainty", "swings"],
  withSize: "none",
  formula: "Training: energy of a step x weight updates of the run. Inference: of one batch. Without PUE.",
  needs: ["stepsPerRun"],
  measure: ({ joules, stepsPerRun }) => joules * stepsPerRun,
} as const satisfies Metric;
