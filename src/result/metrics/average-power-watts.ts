import type { Metric } from "../metric.ts";

/** Power at the plug of the system. */
export const averagePowerWatts = {
  id: "averagePowerWatts",
  label: "Average power",
  unit: "W",
  better: "lower",
  short: "Power",
  spare: 5,
  inTables: ["training", "inference", "trainingFooting", "inferenceFooting", "plan", "sweep", "objectives"],
  formula: "Energy of a step / stepTimeSeconds: all chips, machines, hosts and switches, without PUE.",
  measure: ({ joules, seconds }) => joules / seconds,
} as const satisfies Metric;
