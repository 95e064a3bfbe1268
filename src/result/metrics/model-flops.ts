import type { Metric } from "../metric.ts";

/** Work of one step, independent of the machine and of the plan. */
export const modelFlops = {
  id: "modelFlops",
  label: "Model FLOPs per step",
  unit: "FLOP",
  better: "neither",
  inTables: [],
  formula:
    "FLOPs the algorithm needs for one step: exact matmul count with full attention, logits included, input embedding 0, 1 MAC = 2 FLOP; training = 3 x forward. No recompute.",
  measure: ({ modelFlops }) => modelFlops,
} as const satisfies Metric;
