import type { Metric } from "../metric.ts";

/** TPOT: mean over the growing context. */
export const timePerTokenSeconds: Metric = {
  id: "timePerTokenSeconds",
  label: "Time per generated token",
  unit: "s",
  better: "lower",
  formula:
    "Inference: decode time / generated tokens after the first, which prefill gives; all samples of the batch in step. Training: does not apply.",
  needs: ["decodeSeconds"],
  measure: ({ decodeSeconds, decodePasses }) => decodeSeconds / decodePasses,
};
