import { presentMetrics } from "../reading.ts";
import type { Chart } from "../../parts/charts/chart.ts";
import { groupedBars } from "./grouped-bars.ts";

export const energy: Chart = {
  id: "energy",
  title: "Energy",
  caption:
    "Energy of the whole run, or of one batch of inference, on a logarithmic axis. Lines span low – high.",
  scope: "study",
  spec: (results, theme) =>
    groupedBars(results, theme, {
      description: "Bars of the energy of each workload on each machine, logarithmic",
      title: "Energy",
      unit: "J",
      metricOf: (_, outcomes) =>
        presentMetrics(results, outcomes, ["energyJoules", "energyJoulesPerSample"])[0],
    }),
};
