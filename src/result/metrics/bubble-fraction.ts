import type { Metric } from "../metric.ts";

/** Phases are weighted by their time. */
export const bubbleFraction = {
  id: "bubbleFraction",
  label: "Pipeline bubble",
  unit: "",
  better: "lower",
  share: true,
  inTables: ["plan"],
  formula: "Share of stepTimeSeconds in which a chip waits for the pipeline: fill, drain and imbalance.",
  measure: ({ bubbleSeconds, seconds }) => bubbleSeconds / seconds,
} as const satisfies Metric;
