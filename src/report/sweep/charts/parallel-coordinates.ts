import type { SavedSweep } from "../../../explore/sweep/saved-sweep.ts";
import { framed, tooltip, type VegaLiteSpec } from "../../parts/charts/chart.ts";
import type { ChartTheme } from "../../parts/charts/theme.ts";
import {
  BRUSHED,
  drawnPoints,
  insideBrush,
  objectiveValues,
  tooltipTexts,
  type DrawnPoint,
} from "../drawn-points.ts";
import { axisOfCoordinate, axisOfObjective, type ScaledAxis } from "../scaled-axis.ts";
import type { SweepChart } from "./sweep-chart.ts";

/** Every axis and objective as an upright line; a point is a line across. */
export const parallelCoordinates: SweepChart = {
  id: "parallel",
  caption:
    "A line is a point; where it crosses an upright line is its value there. Strong lines: the front. Objectives stand to the right with their better end up; a span of twenty times or more is logarithmic.",
  section: "front",
  figures(sweep, theme) {
    const drawn = drawnPoints(sweep);
    if (drawn.length === 0) return [];
    const points = drawn.map(({ point }) => point);
    const axes = [
      ...sweep.axes.map((axis) => axisOfCoordinate(axis, points)),
      ...sweep.objectives.map((_, at) => axisOfObjective(sweep, at, points)),
    ];
    const title = "Axes and objectives of the same points";
    return [{ place: "", title, spec: lines(sweep, drawn, axes, theme) }];
  },
};

function lines(
  sweep: SavedSweep,
  drawn: readonly DrawnPoint[],
  axes: readonly ScaledAxis[],
  theme: ChartTheme,
): VegaLiteSpec {
  const columns = axes.map((_, at) => `a${at}`);
  const texts = tooltipTexts(sweep);
  const values = drawn.map(({ point, onFront }, row) => ({
    row,
    front: onFront,
    ...objectiveValues(sweep, point),
    ...Object.fromEntries(axes.map(({ shareOf }, at) => [`a${at}`, rounded(shareOf(point))])),
    ...texts.textsOf(point),
  }));
  const titles = axes.map(
    ({ title }, at) => `datum.value === ${at} ? ${JSON.stringify(shortened(title))} : `,
  );
  const x: VegaLiteSpec = {
    field: "at",
    type: "quantitative",
    scale: { domain: [-0.35, axes.length - 0.35], nice: false, zero: false },
    axis: {
      orient: "top",
      values: axes.map((_, at) => at),
      labelExpr: `${titles.join("")}''`,
      title: null,
      grid: true,
      labelLimit: 150,
      labelOverlap: false,
      ...upright(axes, {
        labelAngle: [-90, 0],
        labelAlign: ["left", "center"],
        labelBaseline: ["middle", "bottom"],
      }),
    },
  };
  const y: VegaLiteSpec = {
    field: "share",
    type: "quantitative",
    scale: { domain: [-0.03, 1.03], nice: false },
    axis: null,
  };
  return framed(theme, "Axes and objectives of the points of the sweep, one line a point", {
    height: 340,
    params: [BRUSHED],
    layer: [
      {
        data: { values },
        transform: [
          { fold: columns, as: ["column", "share"] },
          { calculate: "toNumber(slice(datum.column, 1))", as: "at" },
          { filter: "isValid(datum.share)" },
        ],
        mark: { type: "line" },
        encoding: {
          x,
          y,
          detail: { field: "row", type: "nominal" },
          color: { condition: { test: "datum.front", value: theme.system(1) }, value: theme.muted },
          strokeWidth: { condition: { test: "datum.front", value: 1.5 }, value: 0.8 },
          opacity: lineOpacity(sweep, drawn),
          tooltip: tooltip(...texts.rows),
        },
      },
      labels(axes, x, y, theme),
    ],
  });
}

/** Many lines are fainter each; those outside of a selection all but vanish. */
function lineOpacity(sweep: SavedSweep, drawn: readonly DrawnPoint[]): VegaLiteSpec {
  const count = drawn.length;
  const fronts = drawn.filter(({ onFront }) => onFront).length;
  return {
    condition: [
      { test: `!(${insideBrush(sweep)})`, value: 0.03 },
      { test: "datum.front", value: opacityOf(fronts, 0.85) },
    ],
    value: opacityOf(count - fronts, 0.4),
  };
}

/** So many lines at full strength cover the plot. */
const COVERING_LINES = 60;
const opacityOf = (lines: number, most: number): number =>
  Number(Math.max(0.06, Math.min(most, COVERING_LINES / Math.max(1, lines))).toFixed(3));

/** Values along the upright lines, over a halo that keeps them legible. */
function labels(
  axes: readonly ScaledAxis[],
  x: VegaLiteSpec,
  y: VegaLiteSpec,
  theme: ChartTheme,
): VegaLiteSpec {
  const values = axes.flatMap(({ labels: own }, at) => own.map((label) => ({ at, ...label })));
  const place = {
    angle: [-90, 0],
    align: ["datum.share > 0.75 ? 'right' : 'left'", "left"],
    baseline: ["top", "middle"],
    dx: [0, 5],
    dy: [4, 0],
  } as const;
  const mark = { type: "text", fontSize: 11, ...upright(axes, place) };
  const halo = { stroke: theme.surface, strokeWidth: 3, strokeJoin: "round", opacity: 0.85 };
  return {
    data: { values },
    encoding: { x, y, text: { field: "text", type: "nominal" } },
    layer: [{ mark: { ...mark, ...halo, color: theme.surface } }, { mark: { ...mark, color: theme.text } }],
  };
}

/** Pixels of a letter, and of the gap between two texts side by side. */
const [LETTER, GAP] = [6.3, 12];

/** Properties of texts, each where axes stand too close for level ones, and where they do not. */
function upright(
  axes: readonly ScaledAxis[],
  properties: Readonly<Record<string, readonly [close: string | number, wide: string | number]>>,
): VegaLiteSpec {
  const texts = axes.flatMap(({ title, labels: own }) => [shortened(title), ...own.map(({ text }) => text)]);
  const most = Math.max(...texts.map((text) => text.length)) * LETTER + GAP;
  const word = (value: string | number): string =>
    typeof value === "number" || value.includes(" ") ? String(value) : JSON.stringify(value);
  return Object.fromEntries(
    Object.entries(properties).map(([name, [close, wide]]) => [
      name,
      { expr: `containerSize()[0] < ${Math.ceil(axes.length * most)} ? (${word(close)}) : ${word(wide)}` },
    ]),
  );
}

const rounded = (share: number | undefined): number | null =>
  share === undefined ? null : Number(share.toFixed(4));

const LONGEST_TITLE = 24;
const shortened = (title: string): string =>
  title.length <= LONGEST_TITLE ? title : `…${title.slice(1 - LONGEST_TITLE)}`;
