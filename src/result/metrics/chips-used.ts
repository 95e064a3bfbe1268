import type { Metric } from "../metric.ts";

/** Chips that take part; the others idle, and count in power, cost and MFU. */
export const chipsUsed = {
  id: "chipsUsed",
  label: "Chips used",
  unit: "",
  better: "neither",
  inTables: [],
  formula: "tensorParallel x pipelineParallel x dataParallel of the plan.",
  measure: ({ chipsUsed }) => chipsUsed,
} as const satisfies Metric;
