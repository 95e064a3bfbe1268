import { feasibleOutcomes } from "../reading.ts";
import type { Chart } from "../../parts/charts/chart.ts";
import { stackedBars } from "./stacked-bars.ts";

export const timeShare: Chart = {
  id: "time-share",
  title: "Where the time goes, in shares",
  caption: "One step of the critical chip by category, each machine's step as 100 %.",
  scope: "workload",
  topic: "limits",
  spec: (results, theme) =>
    stackedBars(results, feasibleOutcomes(results), theme, {
      description: "Stacked bars: shares of step time by category, one bar a machine",
      title: "Share of the step",
      unit: "s",
      normalised: true,
      partsOf: (o) => o.shown.breakdown.timeSeconds,
    }),
};
