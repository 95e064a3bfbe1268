import type { Metric } from "../metric.ts";

/** Seconds of one step at the fidelity of the result. */
export const stepTimeSeconds = {
  id: "stepTimeSeconds",
  label: "Step time",
  unit: "s",
  better: "lower",
  short: "Step",
  spare: 1,
  inTables: ["duration", "training", "plan", "sweep", "uncertainty", "swings"],
  formula: "Time of one weight update; inference: of one batch, prefill and decode together.",
  measure: ({ seconds }) => seconds,
} as const satisfies Metric;
