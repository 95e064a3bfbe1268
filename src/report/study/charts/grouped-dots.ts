import type { MetricDefinition, SavedResults } from "../../../result/saved/result.ts";
import { trustOf } from "../../../result/saved/trust.ts";
import { metricFigure, metricRange } from "../../parts/figures.ts";
import { isDuration, outcomesOf, type Outcome, type SavedWorkload } from "../reading.ts";
import { logAxis } from "../../parts/charts/axis.ts";
import { framed, LABELLED, tooltip, type VegaLiteSpec } from "../../parts/charts/chart.ts";
import { groupedRows, rowKey } from "./grouped-rows.ts";
import { systemColours, systemShapes } from "../../parts/charts/system-colours.ts";
import type { ChartTheme } from "../../parts/charts/theme.ts";

export interface DotRow {
  readonly workload: string;
  readonly system: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly label: string;
  readonly range: string;
  readonly trust: string;
  readonly beyond: boolean;
}

interface DotsOptions {
  readonly description: string;
  readonly title: string;
  readonly unit: string;
  readonly metricOf: (workload: SavedWorkload, outcomes: readonly Outcome[]) => MetricDefinition | undefined;
}

/**
 * Dots of one metric (which may depend on the workload) with whiskers low – high, on a logarithmic axis: workloads down,
 * machines within. A dot says where a value is; the length of a bar from an arbitrary start would say nothing. Shape and
 * colour tell the machine; a hollow dot is beyond what was validated, which
 * times alone were.
 */
export function groupedDots(
  results: SavedResults,
  theme: ChartTheme,
  { description, title, unit, metricOf }: DotsOptions,
): VegaLiteSpec | undefined {
  const rows = results.workloads.flatMap((workload) => {
    const outcomes = outcomesOf(results, workload).filter((o) => o.shown.feasible);
    const metric = metricOf(workload, outcomes);
    return metric ? outcomes.flatMap((o) => dotRow(o, metric)) : [];
  });
  if (rows.length === 0) return undefined;
  const lowest = Math.min(...rows.map((row) => row.low));
  const highest = Math.max(...rows.map((row) => row.high));
  const axis = logAxis(lowest / 1.5, highest, unit);
  const x = { type: "quantitative", title, ...axis };
  const { y, height } = groupedRows(rows);
  const color = systemColours(results, theme, rows);
  const shape = systemShapes(results, rows);
  const info = tooltip(
    ["workload", "Workload"],
    ["system", "Machine"],
    ["label", title],
    ["range", "Low – high"],
    ["trust", "Trust"],
  );
  return framed(theme, description, {
    data: { values: rows.map((row) => ({ ...row, row: rowKey(row) })) },
    height,
    ...LABELLED,
    encoding: { y, tooltip: info },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 1.5 },
        encoding: { x: { field: "low", ...x }, x2: { field: "high" }, color },
      },
      {
        mark: { type: "point", filled: true, size: 75, opacity: 1 },
        encoding: { x: { field: "value", ...x }, color, shape },
      },
      {
        transform: [{ filter: "datum.beyond" }],
        mark: { type: "point", filled: true, size: 20, opacity: 1, color: theme.surface },
        encoding: { x: { field: "value", ...x }, shape },
      },
      {
        mark: { type: "text", align: "left", dx: 8, fontSize: 10, color: theme.text },
        encoding: { x: { field: "high", ...x }, text: { field: "label" } },
      },
    ],
  });
}

/** A dot, if the value is one that a logarithmic axis has a place for. */
function dotRow({ system, workload, shown }: Outcome, metric: MetricDefinition): readonly DotRow[] {
  const value = shown.metrics[metric.id];
  if (typeof value !== "number" || value <= 0) return [];
  const trust = isDuration(metric) ? trustOf(shown) : undefined;
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
      trust: trust?.says ?? "not measured",
      beyond: trust !== undefined && trust.kind !== "validated",
    },
  ];
}
