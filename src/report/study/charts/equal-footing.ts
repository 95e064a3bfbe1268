import type { SavedResults } from "../../../result/saved/result.ts";
import { figure, times } from "../../parts/figures.ts";
import { BASIS_LABEL, footingsOf, nameOf } from "../reading.ts";
import { logAxis } from "../../parts/charts/axis.ts";
import { framed, tooltip, type Chart, type VegaLiteSpec } from "../../parts/charts/chart.ts";
import { systemColours } from "../../parts/charts/system-colours.ts";

/** The footings of the study's speed, and a row for each machine that can be compared. */
function comparedRows(results: SavedResults) {
  const footings = results.workloads.flatMap((workload) => footingsOf(results, workload.id));
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
  spec: (results, theme) => {
    const { metric, rows } = comparedRows(results);
    if (!metric || new Set(rows.map(({ system }) => system)).size < 2) return undefined;
    const ratios = rows.map((row) => row.ratio);
    const x = { type: "quantitative", ...ratioAxis(Math.min(...ratios), Math.max(...ratios)) };
    const title = `${metric.label}, times better than the baseline`;
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
        shape: shapes(color),
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

/** A shape beside each colour, for eyes and printers that know no colour. */
function shapes(color: VegaLiteSpec): VegaLiteSpec {
  const { domain } = color["scale"] as { readonly domain: readonly string[] };
  return { ...color, scale: { domain } };
}

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
