import { feasibleOutcomes, type Outcome } from "../reading.ts";
import type { Chart } from "../../parts/charts/chart.ts";
import { stackedBars } from "./stacked-bars.ts";

function joulesPerSample({ shown }: Outcome): Readonly<Record<string, number>> {
  const { samplesPerSecond, stepTimeSeconds } = shown.metrics;
  const samples = (samplesPerSecond ?? 0) * (stepTimeSeconds ?? 0);
  if (samples <= 0) return {};
  const parts = Object.entries(shown.breakdown.energyJoules);
  return Object.fromEntries(parts.map(([id, joules]) => [id, joules / samples]));
}

export const energyParts: Chart = {
  id: "energy-parts",
  title: "Where the energy goes, per sample",
  caption:
    "Energy of one sample by part: what is drawn when idle, arithmetic, memories, links, and the machine around.",
  scope: "workload",
  topic: "power",
  spec: (results, theme) =>
    stackedBars(results, feasibleOutcomes(results), theme, {
      description: "Stacked bars: joules per sample by part, one bar a machine",
      title: "Energy per sample",
      unit: "J",
      partsOf: joulesPerSample,
    }),
};
