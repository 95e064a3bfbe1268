import type { Metric } from "../metric.ts";

/** Energy of one row of the batch. */
export const energyJoulesPerSample: Metric = {
  id: "energyJoulesPerSample",
  label: "Energy per sample",
  unit: "J",
  better: "lower",
  formula: "Energy of a step / samples per step, without PUE.",
  measure: ({ joules, samplesPerStep }) => joules / samplesPerStep,
};
