import { presentMetrics } from "../reading.ts";
import type { Chart } from "../../parts/charts/chart.ts";
import { groupedBars } from "./grouped-bars.ts";

export const cost: Chart = {
  id: "cost",
  title: "Cost",
  caption:
    "Cost of the whole run, or of one batch of inference, on a logarithmic axis. Lines span low – high.",
  scope: "study",
  spec: (results, theme) =>
    groupedBars(results, theme, {
      description: "Bars of the cost of each workload on each machine, logarithmic",
      title: "Cost",
      unit: "USD",
      metricOf: (_, outcomes) => presentMetrics(results, outcomes, ["costDollars"])[0],
    }),
};
