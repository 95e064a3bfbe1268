import type { Metric } from "../metric.ts";

/** Energy of one row of the batch. */
export const energyJoulesPerSample = {
  id: "energyJoulesPerSample",
  label: "Energy per sample",
  unit: "J",
  better: "lower",
  inTables: ["inferenceFooting"],
  withSize: "none",
  formula: "Energy of a step / samples per step, without PUE.",
  measure: ({ joules, samplesPerStep }) => joules / samplesPerStep,
} as const satisfies Metric;
