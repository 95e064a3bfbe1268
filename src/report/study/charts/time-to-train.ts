import { durationMetric } from "../reading.ts";
import type { Chart } from "../../parts/charts/chart.ts";
import { groupedBars } from "./grouped-bars.ts";

export const timeToTrain: Chart = {
  id: "time-to-train",
  title: "Time to train, or to answer",
  caption:
    "Duration of the whole run for training, of one batch for inference, on a logarithmic axis. Lines span low – high.",
  scope: "study",
  spec: (results, theme) =>
    groupedBars(results, theme, {
      description: "Bars of the duration of each workload on each machine, logarithmic",
      title: "Duration",
      unit: "s",
      metricOf: (_, outcomes) => durationMetric(results, outcomes),
    }),
};
