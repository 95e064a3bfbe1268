import { durationMetric } from "../reading.ts";
import type { Chart } from "../../parts/charts/chart.ts";
import { groupedDots } from "./grouped-dots.ts";

export const timeToTrain: Chart = {
  id: "time-to-train",
  title: "Time to train, or to answer",
  caption:
    "Duration of the whole run for training, of one batch for inference, on a logarithmic axis: left is faster. Lines span low – high; hollow dots lie beyond what was validated.",
  scope: "study",
  topic: "answer",
  spec: (results, theme) =>
    groupedDots(results, theme, {
      description: "Dots with ranges: duration of each workload on each machine, logarithmic",
      title: "Duration",
      unit: "s",
      metricOf: (_, outcomes) => durationMetric(results, outcomes),
    }),
};
