import type { SavedOptimum } from "../../../optimum/saved-optimum.ts";
import { formatCount } from "../../../units/format-count.ts";
import { fineLogAxis } from "../../parts/charts/axis.ts";
import { framed, LABELLED, tooltip, type VegaLiteSpec } from "../../parts/charts/chart.ts";
import type { ChartTheme } from "../../parts/charts/theme.ts";
import { figure } from "../../parts/figures.ts";
import { foundAnswers, lossText } from "../optimum-words.ts";
import { lawMarks } from "./law-marks.ts";

interface Point {
  readonly parameters: number;
  readonly tokens: number;
}

/**
 * Model size against tokens, both logarithmic: lines of one loss, lines of one spending on this machine, the optimum of
 * each law, and the rectangle that laws of one text span. Where a spending touches the lowest loss is the optimum.
 */
export function planeChart(optimum: SavedOptimum, theme: ChartTheme): VegaLiteSpec | undefined {
  const { curves, spread } = optimum;
  const found = foundAnswers(optimum);
  if (curves === undefined || found.length === 0) return undefined;
  const lines: readonly Point[] = [...curves.isoloss, ...curves.isocost].flatMap(({ points }) => points);
  const optima = found.map(({ allocation }) => allocation);
  const x = axis(
    [...lines, ...optima].map(({ parameters }) => parameters),
    ROOM_FOR_LABELS,
  );
  const y = axis([...lines, ...optima].map(({ tokens }) => tokens));
  return framed(theme, "Model size against tokens: lines of one loss and of one spending, optimum by law", {
    ...LABELLED,
    height: 430,
    encoding: {
      x: { field: "parameters", type: "quantitative", title: "model size, parameters", ...x },
      y: { field: "tokens", type: "quantitative", title: "tokens", ...y },
    },
    layer: [
      ...(spread === undefined || spread.laws.length < 2 ? [] : [spreadArea(spread, theme)]),
      ...curveLayers(lossLines(optimum), theme.category("matmul"), [1, 0]),
      ...curveLayers(costLines(optimum), theme.category("tensorParallel"), [6, 3]),
      ...availableRule(optimum, theme),
      optimaLayer(optimum, theme),
    ],
  });
}

/** Of the upper end, so that labels at the ends of lines have a place. */
const ROOM_FOR_LABELS = 1.5;

function axis(values: readonly number[], room = 1.15): VegaLiteSpec {
  const { scale, axis: ticks } = fineLogAxis(
    Math.min(...values) / 1.15,
    Math.max(...values) * room,
    formatCount,
  );
  return { scale: { ...scale, clamp: false }, axis: ticks };
}

interface Curve {
  readonly label: string;
  readonly says: string;
  /** The one of the budget. */
  readonly main: boolean;
  readonly points: readonly Point[];
}

function lossLines({ curves }: SavedOptimum): readonly Curve[] {
  const isoloss = curves?.isoloss ?? [];
  return isoloss.map(({ loss, points }, at) => ({
    label: lossText(loss),
    says: `loss ${lossText(loss)}`,
    main: at === Math.floor(isoloss.length / 2),
    points,
  }));
}

function costLines({ curves }: SavedOptimum): readonly Curve[] {
  if (curves === undefined) return [];
  const { unit, value: budget } = curves.spending;
  return curves.isocost.map(({ value, points }) => ({
    label: figure(value, unit),
    says: `what ${figure(value, unit)} pays for`,
    main: value === budget,
    points,
  }));
}

/** Lines with a label at the end of each: losses at their left, spendings at their right. */
function curveLayers(
  curves: readonly Curve[],
  colour: string,
  dash: readonly number[],
): readonly VegaLiteSpec[] {
  const rows = curves.flatMap(({ points, ...curve }, index) =>
    points.map((point) => ({
      ...point,
      ...curve,
      index,
      size: formatCount(point.parameters),
      data: formatCount(point.tokens),
    })),
  );
  const solid = dash[1] === 0;
  const ends = curves.flatMap(({ label, main, points }) => {
    const end = solid ? points[0] : points.at(-1);
    return end === undefined ? [] : [{ ...end, label, main }];
  });
  const weight = { condition: { test: "datum.main", value: 2.4 }, value: 1.2 };
  return [
    {
      data: { values: rows },
      mark: { type: "line", color: colour, strokeDash: [...dash], clip: true, interpolate: "linear" },
      encoding: {
        detail: { field: "index", type: "nominal" },
        strokeWidth: weight,
        order: { field: "parameters", type: "quantitative" },
        tooltip: LINE_TOOLTIP,
      },
    },
    {
      data: { values: ends },
      mark: {
        type: "text",
        color: colour,
        fontSize: 11,
        align: "left",
        baseline: solid ? "bottom" : "middle",
        dx: solid ? 3 : 5,
        dy: solid ? -3 : 0,
      },
      encoding: { text: { field: "label", type: "nominal" } },
    },
  ];
}

function spreadArea(spread: NonNullable<SavedOptimum["spread"]>, theme: ChartTheme): VegaLiteSpec {
  const [low, high] = spread.parameters;
  const [least, most] = spread.tokens;
  return {
    data: { values: [{ parameters: low, high, tokens: least, most }] },
    mark: { type: "rect", color: theme.muted, opacity: 0.18 },
    encoding: { x2: { field: "high" }, y2: { field: "most" } },
  };
}

function availableRule(
  { question: { tokensAvailable } }: SavedOptimum,
  theme: ChartTheme,
): readonly VegaLiteSpec[] {
  if (tokensAvailable === null) return [];
  return [
    {
      data: { values: [{ tokens: tokensAvailable }] },
      mark: { type: "rule", color: theme.limit, strokeDash: [2, 2], clip: true },
      encoding: { x: null },
    },
  ];
}

function optimaLayer(optimum: SavedOptimum, theme: ChartTheme): VegaLiteSpec {
  const found = foundAnswers(optimum);
  const marks = lawMarks(optimum, theme, new Set(found.map(({ law }) => law.id)));
  const values = found.map(({ law, allocation, flops }, at) => ({
    ...allocation,
    law: law.label,
    asked: at === 0,
    size: formatCount(allocation.parameters),
    data: formatCount(allocation.tokens),
    lossText: lossText(allocation.loss),
    flops: figure(flops, "FLOP"),
    dataset: law.dataset,
  }));
  return {
    data: { values: values.toReversed() }, // the law that was asked lies on the others
    mark: { type: "point", filled: true, opacity: 1, stroke: theme.surface, strokeWidth: 1.2 },
    encoding: {
      color: marks.color,
      shape: marks.shape,
      size: { condition: { test: "datum.asked", value: 210 }, value: 95 },
      tooltip: POINT_TOOLTIP,
    },
  };
}

const LINE_TOOLTIP = tooltip(["says", "Line"], ["size", "Parameters"], ["data", "Tokens"]);
const POINT_TOOLTIP = tooltip(
  ["law", "Law"],
  ["size", "Parameters"],
  ["data", "Tokens"],
  ["lossText", "Loss"],
  ["flops", "Compute"],
  ["dataset", "Text"],
);
