import type { Metric } from "../metric.ts";

/** Throughput in tokens; prompt tokens of inference are not counted, their time is. */
export const tokensPerSecond = {
  id: "tokensPerSecond",
  label: "Tokens per second",
  unit: "1/s",
  better: "higher",
  short: "Tokens/s",
  spare: 4,
  inTables: ["training", "inference", "trainingFooting", "inferenceFooting", "plan"],
  withSize: "rate",
  formula:
    "Training: tokens of a step / stepTimeSeconds. Inference: generated tokens of the batch / stepTimeSeconds, prefill time included; none where nothing is generated.",
  needs: ["tokensPerStep"],
  measure: ({ tokensPerStep, seconds }) => tokensPerStep / seconds,
} as const satisfies Metric;
