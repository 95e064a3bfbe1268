import type { SavedSweep } from "../../../explore/sweep/saved-sweep.ts";
import { framed, tooltip, type VegaLiteSpec } from "../../parts/charts/chart.ts";
import type { ChartTheme } from "../../parts/charts/theme.ts";
import { figure } from "../../parts/figures.ts";
import {
  BRUSHED,
  drawnPoints,
  insideBrush,
  objectiveField,
  objectiveValues,
  tooltipTexts,
} from "../drawn-points.ts";
import { screenBins, type ScreenBin } from "../screen-bins.ts";
import { kneeOf, metricOf } from "../sweep-figures.ts";
import { spanAxis, type SpanAxis } from "./span-axis.ts";
import type { SweepChart } from "./sweep-chart.ts";

const GRID = { columns: 96, rows: 60 };

/** Two objectives against each other: how all points lie, those drawn, and the front. */
export const paretoScatter: SweepChart = {
  id: "pareto",
  caption:
    "Large marks: the front, which no point beats. Small ones: points of the sample. Shaded cells: counts of all points that fit, the darker the more. Drag over a region to select: the selection is shown in every chart of this section and in the table.",
  section: "front",
  figures: (sweep, theme) =>
    pairsOf(sweep.objectives.length).flatMap(([x, y]) => {
      const spec = scatter(sweep, theme, x, y);
      const [xLabel, yLabel] = [x, y].map((at) => metricOf(sweep, sweep.objectives[at]!.metric).label);
      return spec === undefined ? [] : [{ place: `${x}-${y}`, title: `${yLabel} against ${xLabel}`, spec }];
    }),
};

function pairsOf(count: number): readonly (readonly [number, number])[] {
  return Array.from({ length: count }, (_, x) =>
    Array.from({ length: count - x - 1 }, (__, after) => [x, x + 1 + after] as const),
  ).flat();
}

function scatter(sweep: SavedSweep, theme: ChartTheme, x: number, y: number): VegaLiteSpec | undefined {
  const drawn = drawnPoints(sweep);
  const bins = binsOf(sweep, x, y, drawn.length);
  const axisOf = (at: number, low: "x" | "y", high: "x2" | "y2"): SpanAxis | undefined =>
    spanAxis(
      [
        ...drawn.map(({ point }) => point.metrics[sweep.objectives[at]!.metric] ?? Number.NaN),
        ...bins.flatMap((bin) => [bin[low], bin[high]]),
      ].filter((value) => !Number.isNaN(value)),
      metricOf(sweep, sweep.objectives[at]!.metric).unit,
    );
  const [horizontal, vertical] = [axisOf(x, "x", "x2"), axisOf(y, "y", "y2")];
  if (horizontal === undefined || vertical === undefined) return undefined;
  const channel = (at: number, { scale, axis }: SpanAxis): VegaLiteSpec => ({
    field: objectiveField(at),
    type: "quantitative",
    title: axisTitle(sweep, at),
    scale,
    axis,
  });
  const texts = tooltipTexts(sweep);
  const values = drawn.map(({ point, onFront }) => ({
    ...objectiveValues(sweep, point),
    front: onFront,
    knee: point.index === kneeOf(sweep),
    ...texts.textsOf(point),
  }));
  const encoding = { x: channel(x, horizontal), y: channel(y, vertical) };
  return framed(theme, `${axisTitle(sweep, y)} against ${axisTitle(sweep, x)} of the points of the sweep`, {
    height: 380,
    params: [BRUSHED],
    layer: [
      ...(bins.length > 0 ? [cells(bins, encoding, theme)] : []),
      ...(sweep.objectives.length === 2 ? [staircase(values, sweep, encoding, theme)] : []),
      knee(values, encoding, theme),
      points(values, encoding, sweep, theme),
    ],
  });
}

function axisTitle(sweep: SavedSweep, at: number): string {
  const { metric, better } = sweep.objectives[at]!;
  return `${metricOf(sweep, metric).label} (${better === "max" ? "higher" : "lower"} is better)`;
}

/** Cells say nothing where every point that fits is drawn. */
function binsOf(sweep: SavedSweep, x: number, y: number, drawn: number): readonly ScreenBin[] {
  if (sweep.feasible <= drawn) return [];
  const [xId, yId] = [sweep.objectives[x]!.metric, sweep.objectives[y]!.metric];
  const pair = sweep.bins.find((one) => one.x === xId && one.y === yId);
  return pair === undefined ? [] : screenBins(pair, GRID);
}

type Encoding = Readonly<Record<"x" | "y", VegaLiteSpec>>;
type Values = readonly Readonly<Record<string, unknown>>[];

function cells(bins: readonly ScreenBin[], { x, y }: Encoding, theme: ChartTheme): VegaLiteSpec {
  const values = bins.map((bin) => ({ ...bin, points: figure(bin.count, "") }));
  return {
    data: { values },
    mark: { type: "rect", color: theme.system(0), stroke: null },
    encoding: {
      x: { ...x, field: "x" },
      x2: { field: "x2" },
      y: { ...y, field: "y" },
      y2: { field: "y2" },
      opacity: {
        field: "count",
        type: "quantitative",
        scale: {
          type: "log",
          domain: [1, Math.max(2, ...bins.map(({ count }) => count))],
          range: [0.1, 0.6],
        },
        legend: null,
      },
      tooltip: tooltip(["points", "Points"]),
    },
  };
}

/** The border of what is beaten: from point to point along the axes. */
function staircase(values: Values, sweep: SavedSweep, encoding: Encoding, theme: ChartTheme): VegaLiteSpec {
  const interpolate = sweep.objectives[0]?.better === "max" ? "step-before" : "step-after";
  return {
    data: { values: values.filter(({ front }) => front) },
    mark: { type: "line", interpolate, strokeWidth: 1.2, color: theme.system(1), opacity: 0.7 },
    encoding,
  };
}

function points(values: Values, encoding: Encoding, sweep: SavedSweep, theme: ChartTheme): VegaLiteSpec {
  const isFront = "datum.front";
  return {
    data: { values },
    params: [{ name: "brush", select: { type: "interval", mark: BRUSH_LOOK(theme) } }],
    mark: { type: "point", filled: true },
    encoding: {
      ...encoding,
      color: { condition: { test: isFront, value: theme.system(1) }, value: theme.muted },
      size: { condition: { test: isFront, value: sweep.front.size > 60 ? 28 : 62 }, value: 14 },
      opacity: {
        condition: [
          { test: `!(${insideBrush(sweep)})`, value: 0.12 },
          { test: isFront, value: 0.95 },
        ],
        value: 0.6,
      },
      tooltip: tooltip(...tooltipTexts(sweep).rows),
    },
  };
}

const BRUSH_LOOK = (theme: ChartTheme): VegaLiteSpec => ({
  fill: theme.system(0),
  fillOpacity: 0.08,
  stroke: theme.system(0),
  strokeOpacity: 0.8,
});

/** A ring and a word, under the marks so that these can be pointed at. */
function knee(values: Values, encoding: Encoding, theme: ChartTheme): VegaLiteSpec {
  const own = { data: { values: values.filter((value) => value["knee"]) }, encoding };
  return {
    layer: [
      { ...own, mark: { type: "point", size: 210, strokeWidth: 1.8, color: theme.text } },
      {
        ...own,
        mark: {
          type: "text",
          text: "knee",
          dx: 12,
          dy: -10,
          align: "left",
          color: theme.text,
          fontWeight: 600,
        },
      },
    ],
  };
}
