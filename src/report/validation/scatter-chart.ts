import { figure, percent } from "../parts/figures.ts";
import { logAxis } from "../parts/charts/axis.ts";
import { framed, LABELLED, legendColumns, tooltip, type VegaLiteSpec } from "../parts/charts/chart.ts";
import type { ChartTheme } from "../parts/charts/theme.ts";
import type { PredictedRow } from "./validation-view.ts";

const SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"];
const COLOURS = 8;

/** What a unit's numbers are, as the title of an axis. */
const AXES: Readonly<Record<string, string>> = {
  s: "time",
  "1/s": "items per second",
  "FLOP/s": "FLOP/s",
  "B/s": "bytes per second",
  "elem/s": "elements per second",
};
export const quantityName = (unit: string): string => AXES[unit] ?? (unit === "" ? "ratio" : unit);

/** Predicted against measured, both logarithmic; all rows have one unit. On the diagonal a prediction is exact. */
export function scatterChart(rows: readonly PredictedRow[], theme: ChartTheme): VegaLiteSpec | undefined {
  const [first] = rows;
  if (first === undefined) return undefined;
  const { unit } = first.outcome;
  const numbers = rows.flatMap(({ outcome }) => [outcome.predicted, outcome.measured]);
  const [low, high] = [Math.min(...numbers) / 1.5, Math.max(...numbers) * 1.5];
  const { scale, axis: ticks } = logAxis(low, high, unit);
  // bands reach beyond the domain: they are cut off there, not bent
  const axis = { scale: { ...scale, clamp: false }, axis: ticks };
  const groups = [...new Set(rows.map(({ group }) => group))];
  const name = quantityName(unit);
  return framed(theme, `Predicted against measured ${name}, logarithmic`, {
    ...LABELLED,
    height: 400,
    encoding: {
      x: { field: "x", type: "quantitative", title: `measured ${name}`, ...axis },
      y: { field: "y", type: "quantitative", title: `predicted ${name}`, ...axis },
    },
    layer: [
      band(0.25, low, high, theme, 0.07),
      band(0.1, low, high, theme, 0.12),
      {
        data: { values: [low, high].map((x) => ({ x, y: x })) },
        mark: { type: "line", strokeWidth: 1, color: theme.muted, clip: true },
      },
      points(rows, groups, theme),
    ],
  });
}

/** Between predictions that are `share` too low and too high. */
function band(share: number, low: number, high: number, theme: ChartTheme, opacity: number): VegaLiteSpec {
  return {
    data: {
      values: [low, high].map((x) => ({ x, y: x * (1 - share), top: x * (1 + share) })),
    },
    mark: { type: "area", color: theme.muted, opacity, clip: true },
    encoding: { y2: { field: "top" } },
  };
}

function points(rows: readonly PredictedRow[], groups: readonly string[], theme: ChartTheme): VegaLiteSpec {
  const values = rows.map(({ id, group, what, where, outcome }) => ({
    x: outcome.measured,
    y: outcome.predicted,
    id,
    group,
    what: where === "" ? what : `${what}, ${where}`,
    predicted: figure(outcome.predicted, outcome.unit),
    measured: figure(outcome.measured, outcome.unit),
    error: percent(outcome.error, true),
  }));
  const range = groups.map((_, i) => theme.system(i));
  const shapes = groups.map((_, i) => SHAPES[(i + Math.floor(i / COLOURS)) % SHAPES.length]);
  const legend = legendColumns(4);
  return {
    data: { values },
    mark: { type: "point", filled: true, size: 46, opacity: 0.85 },
    encoding: {
      color: { field: "group", type: "nominal", scale: { domain: groups, range }, legend },
      shape: { field: "group", type: "nominal", scale: { domain: groups, range: shapes }, legend },
      tooltip: TOOLTIP,
    },
  };
}

const TOOLTIP = tooltip(
  ["what", "What"],
  ["group", "Group"],
  ["predicted", "Predicted"],
  ["measured", "Measured"],
  ["error", "Error"],
  ["id", "Record"],
);
