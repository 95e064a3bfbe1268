import type { MetricDefinition, SavedResults } from "../../../result/saved/result.ts";
import { metricFigure, metricRange } from "../../parts/figures.ts";
import { outcomesOf, type Outcome, type SavedWorkload } from "../reading.ts";
import { logAxis } from "../../parts/charts/axis.ts";
import { framed, tooltip, type VegaLiteSpec } from "../../parts/charts/chart.ts";
import { groupedRows, rowKey } from "./grouped-rows.ts";
import { systemColours } from "../../parts/charts/system-colours.ts";
import type { ChartTheme } from "../../parts/charts/theme.ts";

export interface BarRow {
  readonly workload: string;
  readonly system: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly label: string;
  readonly range: string;
}

interface BarsOptions {
  readonly description: string;
  readonly title: string;
  readonly unit: string;
  readonly metricOf: (workload: SavedWorkload, outcomes: readonly Outcome[]) => MetricDefinition | undefined;
}

/**
 * Bars of one metric (which may depend on the workload) on a logarithmic axis: workloads down, machines within,
 * whiskers low – high.
 */
export function groupedBars(
  results: SavedResults,
  theme: ChartTheme,
  { description, title, unit, metricOf }: BarsOptions,
): VegaLiteSpec | undefined {
  const rows = results.workloads.flatMap((workload) => {
    const outcomes = outcomesOf(results, workload).filter((o) => o.shown.feasible);
    const metric = metricOf(workload, outcomes);
    return metric ? outcomes.flatMap((o) => barRow(o, metric)) : [];
  });
  if (rows.length === 0) return undefined;
  const start = Math.min(...rows.map((row) => row.low)) / 3;
  const highest = Math.max(...rows.map((row) => row.high));
  const x = { type: "quantitative", title, ...logAxis(start, highest, unit, 0.16) };
  const { y, height } = groupedRows(rows);
  const bar = {
    x: { field: "value", ...x },
    x2: { datum: start },
    color: systemColours(results, theme, rows),
  };
  const info = tooltip(
    ["workload", "Workload"],
    ["system", "Machine"],
    ["label", title],
    ["range", "Low – high"],
  );
  return framed(theme, description, {
    data: { values: rows.map((row) => ({ ...row, row: rowKey(row) })) },
    height,
    encoding: { y, tooltip: info },
    layer: [
      { mark: { type: "bar", height: { band: 1 } }, encoding: bar },
      {
        mark: { type: "rule", color: theme.text, strokeWidth: 1.2 },
        encoding: { x: { field: "low", ...x }, x2: { field: "high" } },
      },
      {
        mark: { type: "text", align: "left", dx: 5, fontSize: 10, color: theme.text },
        encoding: { x: { field: "high", ...x }, text: { field: "label" } },
      },
    ],
  });
}

/** A bar, if the value is one that a logarithmic axis has a place for. */
function barRow({ system, workload, shown }: Outcome, metric: MetricDefinition): readonly BarRow[] {
  const value = shown.metrics[metric.id];
  if (typeof value !== "number" || value <= 0) return [];
  const [low, high] = shown.ranges?.[metric.id] ?? [value, value];
  return [
    {
      workload: workload.name,
      system: system.name,
      value,
      low: low > 0 ? Math.min(low, value) : value,
      high: Math.max(high, value),
      label: metricFigure(value, metric),
      range: metricRange(shown.ranges?.[metric.id], metric) ?? "–",
    },
  ];
}
