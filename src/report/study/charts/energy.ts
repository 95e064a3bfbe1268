import { presentMetrics } from "../reading.ts";
import type { Chart } from "../../parts/charts/chart.ts";
import { groupedDots } from "./grouped-dots.ts";

export const energy: Chart = {
  id: "energy",
  title: "Energy",
  caption:
    "Energy of the whole run, or of one batch of inference, on a logarithmic axis. Lines span low – high; how far a model of times is validated says nothing of it.",
  scope: "study",
  topic: "comparison",
  spec: (results, theme) =>
    groupedDots(results, theme, {
      description: "Dots with ranges: energy of each workload on each machine, logarithmic",
      title: "Energy",
      unit: "J",
      metricOf: (_, outcomes) =>
        presentMetrics(results, outcomes, ["energyJoules", "energyJoulesPerSample"])[0],
    }),
};
