import type { Metric } from "../metric.ts";

/** Power at the plug of the system. */
export const averagePowerWatts: Metric = {
  id: "averagePowerWatts",
  label: "Average power",
  unit: "W",
  better: "lower",
  formula: "Energy of a step / stepTimeSeconds: all chips, machines, hosts and switches, without PUE.",
  measure: ({ joules, seconds }) => joules / seconds,
};
