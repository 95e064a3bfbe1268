import type { Metric } from "../metric.ts";

/** TPOT: mean over the growing context. */
export const timePerTokenSeconds = {
  id: "timePerTokenSeconds",
  label: "Time per generated token",
  unit: "s",
  better: "lower",
  inTables: [],
  formula:
    "Inference: decode time / generated tokens after the first, which prefill gives; all samples of the batch in step. Training: does not apply.",
  needs: ["decodeSeconds"],
  measure: ({ decodeSeconds, decodePasses }) => decodeSeconds / decodePasses,
} as const satisfies Metric;
