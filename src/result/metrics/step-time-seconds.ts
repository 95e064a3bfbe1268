import type { Metric } from "../metric.ts";

/** Seconds of one step at the fidelity of the result. */
export const stepTimeSeconds: Metric = {
  id: "stepTimeSeconds",
  label: "Step time",
  unit: "s",
  better: "lower",
  formula: "Time of one weight update; inference: of one batch, prefill and decode together.",
  measure: ({ seconds }) => seconds,
};
