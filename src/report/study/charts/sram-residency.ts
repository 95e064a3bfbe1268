import { feasibleOutcomes } from "../reading.ts";
import type { Chart } from "../../parts/charts/chart.ts";
import { stackedBars } from "./stacked-bars.ts";

export const sramResidency: Chart = {
  id: "sram-residency",
  title: "What fills the chip's memory",
  caption:
    "Tile SRAM of the fullest chip by category, as a share of what the chip has (HBM for a chip without tiles). Red: full.",
  scope: "workload",
  topic: "memory",
  spec: (results, theme) =>
    stackedBars(results, feasibleOutcomes(results), theme, {
      description: "Stacked bars: bytes in chip memory by category against the limit, one bar a machine",
      title: "Share of the chip's memory",
      unit: "B",
      partsOf: (o) => o.shown.breakdown.memoryBytes.sram,
      limitOf: (o) => o.shown.breakdown.memoryBytes.sramLimit,
    }),
};
