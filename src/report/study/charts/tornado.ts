import { metricFigure } from "../../parts/figures.ts";
import { definitionOf, feasibleOutcomes } from "../reading.ts";
import { metricIdsIn } from "../../../result/metric-tables.ts";
import { framed, tooltip, type Chart } from "../../parts/charts/chart.ts";

export const tornado: Chart = {
  id: "tornado",
  title: "Which unknown matters",
  caption:
    "The cost (or, where that has no range, energy or time) with one uncertain input at a time at its low and its high end, against the nominal value.",
  scope: "pair",
  spec: (results, theme) => {
    const [outcome] = feasibleOutcomes(results);
    const { shown, system } = outcome ?? {};
    const id = metricIdsIn("swings").findLast((one) => (shown?.sensitivities?.[one]?.length ?? 0) > 0);
    const metric = id === undefined ? undefined : definitionOf(results, id);
    const nominal = id === undefined ? undefined : shown?.metrics[id];
    if (metric === undefined || typeof nominal !== "number" || nominal <= 0) return undefined;
    const rows = (shown?.sensitivities?.[metric.id] ?? []).flatMap(({ input, low, high }) =>
      [["low", low] as const, ["high", high] as const].flatMap(([end, value]) =>
        value === null
          ? []
          : [
              {
                input,
                end: `input at its ${end} end`,
                from: 0,
                change: value / nominal - 1,
                text: metricFigure(value, metric),
              },
            ],
      ),
    );
    if (rows.length === 0) return undefined;
    return framed(theme, `Tornado of ${metric.label.toLowerCase()} on ${system?.name ?? ""}`, {
      height: 26 * new Set(rows.map(({ input }) => input)).size,
      data: { values: rows },
      mark: { type: "bar", height: { band: 0.7 } },
      encoding: {
        y: { field: "input", type: "nominal", sort: null, title: null, axis: { labelLimit: 240 } },
        x: {
          field: "change",
          type: "quantitative",
          stack: null,
          title: `${metric.label}, against ${metricFigure(nominal, metric)}`,
          axis: { format: "+.0%", tickCount: 6, grid: true },
        },
        color: {
          field: "end",
          type: "nominal",
          scale: {
            domain: ["input at its low end", "input at its high end"],
            range: [theme.system(0), theme.system(1)],
          },
        },
        tooltip: tooltip(["input", "Input"], ["end", "End"], ["text", metric.label]),
      },
    });
  },
};
