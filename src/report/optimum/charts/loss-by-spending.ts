import type { SavedOptimum } from "../../../optimum/saved-optimum.ts";
import { formatCount } from "../../../units/format-count.ts";
import { fineLogAxis, logAxis } from "../../parts/charts/axis.ts";
import { framed, tooltip, type VegaLiteSpec } from "../../parts/charts/chart.ts";
import type { ChartTheme } from "../../parts/charts/theme.ts";
import { figure } from "../../parts/figures.ts";
import { lossText } from "../optimum-words.ts";
import { labelOf, lawMarks } from "./law-marks.ts";
import { LOSS_AXIS } from "./loss-axis.ts";

/** What more days or dollars buy: the loss of each law's own split, and between the laws what is not known. */
export function lossBySpendingChart(optimum: SavedOptimum, theme: ChartTheme): VegaLiteSpec | undefined {
  const { curves } = optimum;
  const lines = (curves?.bySpending ?? []).filter(({ points }) => points.length > 1);
  const spent = lines.flatMap(({ points }) => points.map((point) => point.spent));
  if (curves === undefined || spent.length === 0) return undefined;
  const { unit, value } = curves.spending;
  const marks = lawMarks(optimum, theme, new Set(lines.map(({ law }) => law)));
  const rows = lines.flatMap(({ law, points }) =>
    points.map((point) => ({
      ...point,
      law: labelOf(optimum, law),
      spending: figure(point.spent, unit),
      size: formatCount(point.parameters),
      data: formatCount(point.tokens),
      lossText: lossText(point.loss),
    })),
  );
  return framed(theme, "Loss over what is spent, by law", {
    height: 280,
    encoding: {
      x: {
        field: "spent",
        type: "quantitative",
        title: unit === "s" ? "time" : "cost",
        ...spendingAxis(Math.min(...spent), Math.max(...spent), unit),
      },
      y: LOSS_AXIS,
    },
    layer: [
      band(rows, theme),
      {
        data: { values: [{ spent: value }] },
        mark: { type: "rule", color: theme.muted, strokeDash: [3, 3] },
        encoding: { y: null },
      },
      {
        data: { values: rows },
        mark: { type: "line", strokeWidth: 1.8 },
        encoding: { color: marks.line, tooltip: TOOLTIP },
      },
    ],
  });
}

const spendingAxis = (low: number, high: number, unit: "s" | "USD") =>
  unit === "s" ? logAxis(low, high, unit) : fineLogAxis(low, high, (value) => figure(value, unit));

/** Between the lowest and the highest loss of the laws, where more than one reaches. */
function band(
  rows: readonly { readonly spent: number; readonly loss: number }[],
  theme: ChartTheme,
): VegaLiteSpec {
  const spendings = [...new Set(rows.map(({ spent }) => spent))].sort((a, b) => a - b);
  const values = spendings.flatMap((spent) => {
    const losses = rows.filter((row) => row.spent === spent).map(({ loss }) => loss);
    return losses.length < 2 ? [] : [{ spent, loss: Math.min(...losses), top: Math.max(...losses) }];
  });
  return {
    data: { values },
    mark: { type: "area", color: theme.muted, opacity: 0.16 },
    encoding: { y2: { field: "top" } },
  };
}

const TOOLTIP = tooltip(
  ["law", "Law"],
  ["spending", "Spent"],
  ["size", "Parameters"],
  ["data", "Tokens"],
  ["lossText", "Loss"],
);
