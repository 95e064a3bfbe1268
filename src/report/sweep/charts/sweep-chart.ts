import type { SavedSweep } from "../../../explore/sweep/saved-sweep.ts";
import type { VegaLiteSpec } from "../../parts/charts/chart.ts";
import type { ChartTheme } from "../../parts/charts/theme.ts";

/** One drawing of a chart: a chart of pairs has one for each pair. */
export interface SweepFigure {
  /** Tells the figures of one chart apart. */
  readonly place: string;
  readonly title: string;
  readonly spec: VegaLiteSpec;
}

export interface SweepChart {
  readonly id: string;
  /** How to read it. */
  readonly caption: string;
  readonly section: "front" | "effects";
  /** None where the sweep holds nothing to draw. */
  readonly figures: (sweep: SavedSweep, theme: ChartTheme) => readonly SweepFigure[];
}
