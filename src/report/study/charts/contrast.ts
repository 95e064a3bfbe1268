import { metricFigure, percent, times } from "../../parts/figures.ts";
import { framed, LABELLED, legendColumns, tooltip, type Chart } from "../../parts/charts/chart.ts";
import { ratioAxis } from "../../parts/charts/axis.ts";
import { contrastsOf } from "../answer/contrasts.ts";
import { groupedRows, rowKey } from "./grouped-rows.ts";

export const contrast: Chart = {
  id: "contrast",
  title: "What one workload is worth beside the other",
  caption: "Times better than the workload that it is compared with, on the same machine. Right is better.",
  scope: "study",
  topic: "answer",
  spec: (results, theme) => {
    const rows = contrastsOf(results).flatMap(({ one, other, respects }) =>
      respects.map(({ metric, better }) => ({
        workload: one.workload.name,
        system: one.system.name,
        other: other.workload.name,
        respect: metric.label,
        better,
        text: times(better),
        figures: [one, other]
          .map(({ shown }) => metricFigure(shown.metrics[metric.id], metric))
          .join(" against "),
        change: percent(1 / better - 1, true),
      })),
    );
    if (rows.length === 0) return undefined;
    const respects = [...new Set(rows.map(({ respect }) => respect))];
    const ratios = rows.map(({ better }) => better);
    const { y, height } = groupedRows(rows, { named: "both" });
    const x = { type: "quantitative", ...ratioAxis(Math.min(...ratios), Math.max(...ratios), 1) };
    const title = "Times better";
    const yOffset = { field: "respect", type: "nominal", scale: { domain: respects } };
    return framed(theme, "Dots: how many times better each workload is than its counterpart", {
      height,
      ...LABELLED,
      data: { values: rows.map((row) => ({ ...row, row: rowKey(row) })) },
      layer: [
        {
          data: { values: [{ one: 1 }] },
          mark: { type: "rule", color: theme.muted, strokeDash: [4, 3] },
          encoding: { x: { field: "one", title, ...x } },
        },
        {
          mark: {
            type: "point",
            filled: true,
            size: 80,
            opacity: 0.95,
            stroke: theme.surface,
            strokeWidth: 1,
          },
          encoding: {
            y,
            yOffset,
            x: { field: "better", title, ...x },
            color: {
              field: "respect",
              type: "nominal",
              scale: { domain: respects, range: respects.map((_, i) => theme.system(i)) },
              legend: legendColumns(3),
            },
            shape: {
              field: "respect",
              type: "nominal",
              scale: { domain: respects },
              legend: legendColumns(3),
            },
            tooltip: tooltip(
              ["workload", "Workload"],
              ["other", "Beside"],
              ["system", "Machine"],
              ["respect", "Respect"],
              ["text", "Times better"],
              ["figures", "Figures"],
              ["change", "Difference"],
            ),
          },
        },
        {
          mark: { type: "text", align: "left", dx: 7, fontSize: 9, color: theme.text },
          encoding: { y, yOffset, x: { field: "better", title, ...x }, text: { field: "text" } },
        },
      ],
    });
  },
};
