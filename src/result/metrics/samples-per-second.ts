import type { Metric } from "../metric.ts";

/** Throughput in rows of the global batch (inference: in requests of the batch). */
export const samplesPerSecond = {
  id: "samplesPerSecond",
  label: "Samples per second",
  unit: "1/s",
  better: "higher",
  inTables: ["plan", "sweep", "objectives"],
  formula: "samples per step / stepTimeSeconds; a packed row counts as one sample.",
  measure: ({ samplesPerStep, seconds }) => samplesPerStep / seconds,
} as const satisfies Metric;
