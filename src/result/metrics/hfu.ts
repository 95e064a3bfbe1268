import type { Metric } from "../metric.ts";

/** Chowdhery 2022 (PaLM), App. B. */
export const hfu = {
  id: "hfu",
  label: "Hardware FLOPs utilization",
  unit: "",
  better: "higher",
  short: "HFU",
  share: true,
  spare: 0,
  inTables: ["training"],
  formula:
    "hardwareFlops / (stepTimeSeconds x peak of all chips at the arithmetic of the plan), recompute included.",
  measure: ({ hardwareFlops, seconds, peakFlopsPerSecond }) => hardwareFlops / (seconds * peakFlopsPerSecond),
} as const satisfies Metric;
