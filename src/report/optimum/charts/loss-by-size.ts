import type { SavedOptimum } from "../../../optimum/saved-optimum.ts";
import { formatCount } from "../../../units/format-count.ts";
import { fineLogAxis } from "../../parts/charts/axis.ts";
import { framed, tooltip, type VegaLiteSpec } from "../../parts/charts/chart.ts";
import type { ChartTheme } from "../../parts/charts/theme.ts";
import { lossText } from "../optimum-words.ts";
import { labelOf, lawMarks } from "./law-marks.ts";
import { LOSS_AXIS } from "./loss-axis.ts";

/** Loss of each size, trained for the same spending on this machine, by each law of the same text. */
export function lossBySizeChart(optimum: SavedOptimum, theme: ChartTheme): VegaLiteSpec | undefined {
  const lines = (optimum.curves?.bySize ?? []).filter(({ points }) => points.length > 1);
  const sizes = lines.flatMap(({ points }) => points.map(({ parameters }) => parameters));
  if (sizes.length === 0) return undefined;
  const marks = lawMarks(optimum, theme, new Set(lines.map(({ law }) => law)));
  const rows = lines.flatMap(({ law, points }) => points.map((point) => row(labelOf(optimum, law), point)));
  const least = lines.map(({ law, points }) =>
    row(
      labelOf(optimum, law),
      points.reduce((best, point) => (point.loss < best.loss ? point : best)),
    ),
  );
  return framed(theme, "Loss over model size for the same spending, by law", {
    height: 280,
    encoding: {
      x: {
        field: "parameters",
        type: "quantitative",
        title: "model size, parameters",
        ...fineLogAxis(Math.min(...sizes), Math.max(...sizes), formatCount),
      },
      y: LOSS_AXIS,
      color: marks.line,
      tooltip: TOOLTIP,
    },
    layer: [
      {
        data: { values: rows },
        mark: { type: "line", strokeWidth: 1.8 },
      },
      {
        data: { values: least },
        mark: { type: "point", filled: true, size: 70, opacity: 1 },
      },
    ],
  });
}

const row = (law: string, point: { parameters: number; tokens: number; loss: number }) => ({
  ...point,
  law,
  size: formatCount(point.parameters),
  data: formatCount(point.tokens),
  lossText: lossText(point.loss),
});

const TOOLTIP = tooltip(["law", "Law"], ["size", "Parameters"], ["data", "Tokens"], ["lossText", "Loss"]);
