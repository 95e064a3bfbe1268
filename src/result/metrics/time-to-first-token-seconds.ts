import type { Metric } from "../metric.ts";

/** TTFT: the prefill's logits give the first token. */
export const timeToFirstTokenSeconds = {
  id: "timeToFirstTokenSeconds",
  label: "Time to first token",
  unit: "s",
  better: "lower",
  inTables: [],
  formula: "Inference: time of the prefill, without queueing. Training: does not apply.",
  needs: ["prefillSeconds"],
  measure: ({ prefillSeconds }) => prefillSeconds,
} as const satisfies Metric;
