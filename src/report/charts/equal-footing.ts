import { figure, times } from "../figures.ts";
import { BASIS_LABEL, footingsOf, nameOf } from "../reading.ts";
import { logAxis } from "./axis.ts";
import { framed, legendColumns, tooltip, type Chart } from "./chart.ts";
import { systemColours } from "./system-colours.ts";

export const equalFooting: Chart = {
  id: "equal-footing",
  title: "Against the baseline, at equal footing",
  caption:
    "Times better than the baseline as built, and with the same number of chips, watts or dollars. Right is better.",
  scope: "workload",
  spec: (results, theme) => {
    const footings = results.workloads.flatMap((workload) => footingsOf(results, workload.id));
    const compared = footings.filter((f) => f.metric.id === footings[0]?.metric.id);
    const rows = compared.flatMap((f) =>
      f.rows.flatMap((row) =>
        row.advantage === undefined
          ? []
          : [
              {
                basis: BASIS_LABEL[f.basis],
                system: nameOf(results, row.system),
                ratio: row.advantage,
                text: times(row.advantage),
                value: figure(row.value, f.metric.unit),
              },
            ],
      ),
    );
    const [first] = compared;
    if (!first || rows.length === 0) return undefined;
    const ratios = rows.map((row) => row.ratio);
    const { scale, axis } = ratioAxis(Math.min(...ratios), Math.max(...ratios));
    const colour = systemColours(results, theme, rows);
    return framed(theme, `Dot plot of ${first.metric.label} against the baseline at four footings`, {
      height: 38 * compared.length,
      data: { values: rows },
      layer: [
        {
          data: { values: [{ one: 1 }] },
          mark: { type: "rule", color: theme.muted, strokeDash: [4, 3] },
          encoding: { x: { field: "one", type: "quantitative", scale, axis } },
        },
        {
          mark: {
            type: "point",
            filled: true,
            size: 110,
            opacity: 0.95,
            stroke: theme.surface,
            strokeWidth: 1,
          },
          encoding: {
            y: {
              field: "basis",
              type: "nominal",
              sort: Object.values(BASIS_LABEL),
              title: null,
              axis: { grid: true },
            },
            x: {
              field: "ratio",
              type: "quantitative",
              title: `${first.metric.label}, times better than the baseline`,
              scale,
              axis,
            },
            color: colour,
            shape: {
              field: "system",
              type: "nominal",
              title: null,
              scale: {
                domain: results.systems
                  .map((s) => s.name)
                  .filter((name) => rows.some((r) => r.system === name)),
              },
              legend: legendColumns(3),
            },
            tooltip: tooltip(
              ["system", "Machine"],
              ["basis", "Footing"],
              ["text", "Times better"],
              ["value", first.metric.label],
            ),
          },
        },
      ],
    });
  },
};

/** Logarithmic around 1, with steps of 2 where the span is small and of 10 where it is large. */
function ratioAxis(low: number, high: number) {
  const [from, to] = [Math.min(low / 1.3, 0.5), Math.max(high * 1.3, 2)];
  if (to / from > 64) return logAxis(from, to, "");
  const ticks = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50].filter((tick) => tick >= from && tick <= to);
  return {
    scale: { type: "log", domain: [from, to], nice: false },
    axis: { values: ticks, format: "~g", labelOverlap: true },
  };
}
