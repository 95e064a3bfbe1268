import { feasibleOutcomes, type Outcome } from "../reading.ts";
import type { Chart } from "../../parts/charts/chart.ts";
import { stackedBars } from "./stacked-bars.ts";

/** Seconds that one chip spends on one sample: comparable between machines and batches of any size. */
function chipSecondsPerSample({ system, shown }: Outcome): Readonly<Record<string, number>> {
  const { samplesPerSecond, stepTimeSeconds } = shown.metrics;
  const samples = (samplesPerSecond ?? 0) * (stepTimeSeconds ?? 0);
  if (samples <= 0) return {};
  const parts = Object.entries(shown.breakdown.timeSeconds);
  return Object.fromEntries(parts.map(([id, seconds]) => [id, (seconds * system.chips) / samples]));
}

export const timeAbsolute: Chart = {
  id: "time-absolute",
  title: "Where the time goes, per sample",
  caption:
    "Chip time for one sample (step time × chips ÷ samples a step): machines and batches of any size on one scale.",
  scope: "workload",
  topic: "time",
  spec: (results, theme) =>
    stackedBars(results, feasibleOutcomes(results), theme, {
      description: "Stacked bars: chip seconds per sample by category, one bar a machine",
      title: "Chip time per sample",
      unit: "s",
      partsOf: chipSecondsPerSample,
    }),
};
