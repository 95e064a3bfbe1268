import type { Metric } from "../metric.ts";

/** Chowdhery 2022 (PaLM), App. B, with the exact FLOPs count in place of 6N + 12LHQT. */
export const mfu = {
  id: "mfu",
  label: "Model FLOPs utilization",
  unit: "",
  better: "higher",
  short: "MFU",
  share: true,
  inTables: ["training", "inference", "trainingFooting", "inferenceFooting", "plan", "sweep"],
  formula:
    "modelFlops / (stepTimeSeconds x peak of all chips at the arithmetic of the plan). Convention: exact matmul count, full attention, no recompute.",
  measure: ({ modelFlops, seconds, peakFlopsPerSecond }) => modelFlops / (seconds * peakFlopsPerSecond),
} as const satisfies Metric;
