import type { Metric } from "../metric.ts";

/** Efficiency as attained, not at peak. */
export const flopsPerWatt = {
  id: "flopsPerWatt",
  label: "Model FLOPs per joule",
  unit: "FLOP/J",
  better: "higher",
  inTables: [],
  formula: "modelFlops / energy of a step = FLOP/s per watt, without PUE.",
  measure: ({ modelFlops, joules }) => modelFlops / joules,
} as const satisfies Metric;
