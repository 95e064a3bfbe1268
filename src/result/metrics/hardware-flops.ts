import type { Metric } from "../metric.ts";

/** Work of one step as executed. */
export const hardwareFlops = {
  id: "hardwareFlops",
  label: "Hardware FLOPs per step",
  unit: "FLOP",
  better: "neither",
  inTables: [],
  formula:
    "Matmul FLOPs that the plan executes in one step over all chips: model FLOPs as planned, and recompute.",
  measure: ({ hardwareFlops }) => hardwareFlops,
} as const satisfies Metric;
