import { framed, tooltip, type VegaLiteSpec } from "../parts/charts/chart.ts";
import type { ChartTheme } from "../parts/charts/theme.ts";
import type { PredictedRow } from "./validation-view.ts";

/** Bins of 5 points between −50 % and +50 %; the outermost hold everything beyond. */
const BIN = 0.05;
const BINS_EACH_SIDE = 11;
const ROW_PIXELS = 34;
/** Share of a row that its tallest bar fills. */
const TALLEST = 0.85;

export interface Bin {
  readonly from: number;
  readonly count: number;
  readonly text: string;
}

/** Errors counted in bins, empty ones left out. */
export function errorBins(errors: readonly number[]): readonly Bin[] {
  const counts = new Map<number, number>();
  for (const error of errors) {
    const index = Math.floor(error / BIN + 1e-9);
    const kept = Math.min(BINS_EACH_SIDE - 1, Math.max(-BINS_EACH_SIDE, index));
    counts.set(kept, (counts.get(kept) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([index, count]) => ({ from: index * BIN, count, text: binText(index) }));
}

function binText(index: number): string {
  const points = (i: number): string =>
    `${i > 0 ? "+" : i < 0 ? "−" : ""}${Math.abs(Math.round(i * BIN * 100))} %`;
  if (index === -BINS_EACH_SIDE) return `below ${points(index + 1)}`;
  if (index === BINS_EACH_SIDE - 1) return `${points(index)} and more`;
  return `${points(index)} to ${points(index + 1)}`;
}

/** A histogram a group, one below the other over the same axis of relative error. */
export function errorHistogram(rows: readonly PredictedRow[], theme: ChartTheme): VegaLiteSpec | undefined {
  const groups = [...new Set(rows.map(({ group }) => group))];
  if (groups.length === 0) return undefined;
  const values = groups.flatMap((group, row) => {
    const bins = errorBins(rows.filter((one) => one.group === group).map(({ outcome }) => outcome.error));
    const most = Math.max(...bins.map(({ count }) => count));
    return bins.map(({ from, count, text }) => ({
      group,
      text,
      count: `${count}`,
      x: from,
      x2: from + BIN,
      y: row + 1,
      y2: row + 1 - (TALLEST * count) / most,
    }));
  });
  const edge = BINS_EACH_SIDE * BIN;
  return framed(theme, "Distribution of the relative error of each group", {
    height: groups.length * ROW_PIXELS,
    layer: [
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: "rule", color: theme.limit, strokeWidth: 1 },
        encoding: { x: { field: "zero", type: "quantitative" } },
      },
      {
        data: { values },
        mark: { type: "rect", color: theme.category("matmul") },
        encoding: encodings(groups, edge),
      },
    ],
  });
}

function encodings(groups: readonly string[], edge: number): VegaLiteSpec {
  const names = groups.map((group, i) => `datum.value === ${i + 0.5} ? ${JSON.stringify(group)} : `).join("");
  return {
    x: {
      field: "x",
      type: "quantitative",
      title: "predicted / measured − 1",
      scale: { domain: [-edge, edge], nice: false },
      axis: { format: "+.0%", values: [-0.5, -0.25, -0.1, 0, 0.1, 0.25, 0.5] },
    },
    x2: { field: "x2" },
    y: {
      field: "y",
      type: "quantitative",
      title: null,
      scale: { domain: [0, groups.length], reverse: true, nice: false },
      axis: { values: groups.map((_, i) => i + 0.5), labelExpr: `${names}''`, grid: false, labelLimit: 170 },
    },
    y2: { field: "y2" },
    tooltip: tooltip(["group", "Group"], ["text", "Error"], ["count", "Records"]),
  };
}
