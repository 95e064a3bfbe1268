import type { Metric } from "../metric.ts";

/** What the supply must carry. */
export const peakPowerWatts = {
  id: "peakPowerWatts",
  label: "Peak power",
  unit: "W",
  better: "lower",
  inTables: [],
  formula: "Highest value of the power trace of a step.",
  measure: ({ peakWatts }) => peakWatts,
} as const satisfies Metric;
