import type { SavedResults } from "../../../result/saved/result.ts";
import { figure, times } from "../../parts/figures.ts";
import { BASIS_LABEL, equalFootingsOf, nameOf } from "../reading.ts";
import { ratioAxis } from "../../parts/charts/axis.ts";
import { framed, tooltip, type Chart } from "../../parts/charts/chart.ts";
import { systemColours, systemShapes } from "../../parts/charts/system-colours.ts";

/** The footings of the study's speed, and a row for each machine that can be compared. */
function comparedRows(results: SavedResults) {
  const footings = results.workloads.flatMap((workload) => equalFootingsOf(results, workload.id));
  const metric = footings[0]?.metric;
  const rows = footings
    .filter((footing) => footing.metric.id === metric?.id)
    .flatMap(({ basis, rows: compared }) =>
      compared.flatMap(({ system, advantage, value }) => {
        if (advantage === undefined) return [];
        const text = { text: times(advantage), value: figure(value, metric?.unit ?? "") };
        return [{ basis: BASIS_LABEL[basis], system: nameOf(results, system), ratio: advantage, ...text }];
      }),
    );
  return { metric, rows };
}

export const equalFooting: Chart = {
  id: "equal-footing",
  title: "Against the baseline, at equal footing",
  caption:
    "Times better than the baseline as built, and with the same number of chips, watts or dollars. Right is better.",
  scope: "workload",
  topic: "comparison",
  spec: (results, theme) => {
    const { metric, rows } = comparedRows(results);
    if (!metric || new Set(rows.map(({ system }) => system)).size < 2) return undefined;
    const ratios = rows.map((row) => row.ratio);
    const x = { type: "quantitative", ...ratioAxis(Math.min(...ratios), Math.max(...ratios)) };
    const title = [`${metric.label},`, "times better than the baseline"];
    const color = systemColours(results, theme, rows);
    const one = {
      data: { values: [{ one: 1 }] },
      mark: { type: "rule", color: theme.muted, strokeDash: [4, 3] },
      encoding: { x: { field: "one", title, ...x } },
    };
    const dots = {
      mark: { type: "point", filled: true, size: 110, opacity: 0.95, stroke: theme.surface, strokeWidth: 1 },
      encoding: {
        y: {
          field: "basis",
          type: "nominal",
          sort: Object.values(BASIS_LABEL),
          title: null,
          axis: { grid: true },
        },
        x: { field: "ratio", title, ...x },
        color,
        shape: systemShapes(results, rows),
        tooltip: tooltip(
          ["system", "Machine"],
          ["basis", "Footing"],
          ["text", "Times better"],
          ["value", metric.label],
        ),
      },
    };
    return framed(theme, `Dot plot of ${metric.label} against the baseline at four footings`, {
      height: 38 * new Set(rows.map((row) => row.basis)).size,
      data: { values: rows },
      layer: [one, dots],
    });
  },
};
