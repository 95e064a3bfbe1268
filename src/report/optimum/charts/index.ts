import type { SavedOptimum } from "../../../optimum/saved-optimum.ts";
import type { VegaLiteSpec } from "../../parts/charts/chart.ts";
import type { ChartTheme } from "../../parts/charts/theme.ts";
import { lossBySizeChart } from "./loss-by-size.ts";
import { lossBySpendingChart } from "./loss-by-spending.ts";
import { planeChart } from "./plane.ts";

export interface OptimumChart {
  readonly id: string;
  readonly title: string;
  /** How to read it. */
  readonly caption: string;
  readonly spec: (optimum: SavedOptimum, theme: ChartTheme) => VegaLiteSpec | undefined;
}

/** Every chart of an optimum, in reading order. To add one: a file beside this, and a line here. */
export const OPTIMUM_CHARTS: readonly OptimumChart[] = [
  {
    id: "plane",
    title: "Lines of one loss and of one spending",
    caption:
      "Full lines: sizes and tokens of one loss, by the law that was asked. Dashed: what one spending pays for on this machine. Points: where each law puts the budget; the grey rectangle is what laws of the same text span.",
    spec: planeChart,
  },
  {
    id: "loss-by-size",
    title: "Loss by size, for the same spending",
    caption:
      "Each size trained on all the tokens that the spending pays for on this machine; the least of each law is marked. A flat valley leaves a choice.",
    spec: lossBySizeChart,
  },
  {
    id: "loss-by-spending",
    title: "What more buys",
    caption:
      "Loss of each law's own split over what is spent on this machine; the band between the laws is what is not known. Dashed: the budget.",
    spec: lossBySpendingChart,
  },
];
