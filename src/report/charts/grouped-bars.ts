import type { MetricDefinition, SavedResults } from "../../result/result.ts";
import { metricFigure, metricRange } from "../figures.ts";
import { outcomesOf, type Outcome, type SavedWorkload } from "../reading.ts";
import { linearAxis, logAxis } from "./axis.ts";
import { framed, tooltip, type VegaLiteSpec } from "./chart.ts";
import { groupedRows, rowKey } from "./grouped-rows.ts";
import { systemColours } from "./system-colours.ts";
import type { ChartTheme } from "./theme.ts";

export interface BarRow {
  readonly workload: string;
  readonly system: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly label: string;
  readonly range: string;
}

/** Bars of one metric (which may depend on the workload): workloads down, machines within, whiskers low – high. */
export function groupedBars(
  results: SavedResults,
  theme: ChartTheme,
  options: {
    readonly description: string;
    readonly title: string;
    readonly unit: string;
    readonly scale: "log" | "linear";
    readonly metricOf: (
      workload: SavedWorkload,
      outcomes: readonly Outcome[],
    ) => MetricDefinition | undefined;
  },
): VegaLiteSpec | undefined {
  const rows = results.workloads.flatMap((workload) => {
    const outcomes = outcomesOf(results, workload).filter((o) => o.shown.feasible);
    const metric = options.metricOf(workload, outcomes);
    return metric ? outcomes.flatMap((o) => barRow(o, metric)) : [];
  });
  const positive = rows.filter((row) => row.value > 0);
  if (positive.length === 0) return undefined;
  const lowest = Math.min(...positive.map((row) => row.low));
  const highest = Math.max(...positive.map((row) => row.high));
  const { scale, axis } =
    options.scale === "log"
      ? logAxis(lowest / 3, highest, options.unit, 0.16)
      : linearAxis(highest, options.unit, 0.12);
  const start = options.scale === "log" ? lowest / 3 : 0;
  const x = (field: string): VegaLiteSpec => ({
    field,
    type: "quantitative",
    scale,
    axis,
    title: options.title,
  });
  const { y, height } = groupedRows(positive);
  return framed(theme, options.description, {
    data: { values: positive.map((row) => ({ ...row, row: rowKey(row) })) },
    height,
    encoding: {
      y,
      tooltip: tooltip(
        ["workload", "Workload"],
        ["system", "Machine"],
        ["label", options.title],
        ["range", "Low – high"],
      ),
    },
    layer: [
      {
        mark: { type: "bar", height: { band: 1 } },
        encoding: { x: x("value"), x2: { datum: start }, color: systemColours(results, theme, positive) },
      },
      {
        mark: { type: "rule", color: theme.text, strokeWidth: 1.2 },
        encoding: { x: x("low"), x2: { field: "high" } },
      },
      {
        mark: { type: "text", align: "left", dx: 5, fontSize: 10, color: theme.text },
        encoding: { x: x("high"), text: { field: "label" } },
      },
    ],
  });
}

function barRow({ system, workload, shown }: Outcome, metric: MetricDefinition): readonly BarRow[] {
  const value = shown.metrics[metric.id];
  if (typeof value !== "number") return [];
  const [low, high] = shown.ranges?.[metric.id] ?? [value, value];
  return [
    {
      workload: workload.name,
      system: system.name,
      value,
      low: Math.min(low, value),
      high: Math.max(high, value),
      label: metricFigure(value, metric),
      range: metricRange(shown.ranges?.[metric.id], metric) ?? "–",
    },
  ];
}
