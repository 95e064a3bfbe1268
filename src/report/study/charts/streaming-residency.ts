import { feasibleOutcomes } from "../reading.ts";
import type { Chart } from "../../parts/charts/chart.ts";
import { stackedBars } from "./stacked-bars.ts";

export const streamingResidency: Chart = {
  id: "streaming-residency",
  title: "What fills the streaming memory",
  caption: "Off-chip DRAM of the fullest machine by category, as a share of what the machine has. Red: full.",
  scope: "workload",
  topic: "memory",
  spec: (results, theme) =>
    stackedBars(results, feasibleOutcomes(results), theme, {
      description: "Stacked bars: bytes in streaming memory by category against the limit, one bar a machine",
      title: "Share of streaming memory",
      unit: "B",
      partsOf: (o) => o.shown.breakdown.memoryBytes.streaming,
      limitOf: (o) => o.shown.breakdown.memoryBytes.streamingLimit,
    }),
};
