import type { Metric } from "../metric.ts";

/** Seconds from the prompt to the last generated token, without queueing. */
export const latencySeconds = {
  id: "latencySeconds",
  label: "Latency",
  unit: "s",
  better: "lower",
  inTables: ["duration", "inferenceFooting", "plan"],
  formula: "Inference: prefill + decode of all generated tokens. Training: does not apply.",
  needs: ["batchSeconds"],
  measure: ({ batchSeconds }) => batchSeconds,
} as const satisfies Metric;
