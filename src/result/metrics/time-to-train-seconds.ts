import type { Metric } from "../metric.ts";

/** The whole run at a constant step time; checkpoints, evaluation and failures are not in it. */
export const timeToTrainSeconds = {
  id: "timeToTrainSeconds",
  label: "Time to train",
  unit: "s",
  better: "lower",
  inTables: ["duration", "trainingFooting", "plan", "swings"],
  withSize: "time",
  formula: "Training: weight updates of the run x stepTimeSeconds. Inference: does not apply.",
  needs: ["trainingSeconds"],
  measure: ({ trainingSeconds }) => trainingSeconds,
} as const satisfies Metric;
