import type { Metric } from "../metric.ts";

/** Efficiency as attained, not at peak. */
export const flopsPerWatt: Metric = {
  id: "flopsPerWatt",
  label: "Model FLOPs per joule",
  unit: "FLOP/J",
  better: "higher",
  formula: "modelFlops / energy of a step = FLOP/s per watt, without PUE.",
  measure: ({ modelFlops, joules }) => modelFlops / joules,
};
