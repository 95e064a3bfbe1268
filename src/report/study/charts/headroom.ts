import { times } from "../../parts/figures.ts";
import { feasibleOutcomes } from "../reading.ts";
import { framed, tooltip, type Chart } from "../../parts/charts/chart.ts";
import { systemColours, systemShapes } from "../../parts/charts/system-colours.ts";

/** Gains below this share are not drawn. */
const LEAST_GAIN = 0.005;

export const headroom: Chart = {
  id: "headroom",
  title: "Headroom",
  caption:
    "How many times faster a step would be with one resource infinitely fast, in closed form: the mark furthest right is the bottleneck.",
  scope: "workload",
  topic: "limits",
  spec: (results, theme) => {
    const rows = feasibleOutcomes(results).flatMap(({ system, analytic, shown }) =>
      Object.entries((analytic ?? shown).headroom ?? {})
        .filter(([, factor]) => factor >= 1 + LEAST_GAIN)
        .map(([resource, factor]) => ({ system: system.name, resource, factor, text: times(factor) })),
    );
    if (rows.length === 0) return undefined;
    const resources = [
      ...new Set(rows.toSorted((a, b) => b.factor - a.factor).map(({ resource }) => resource)),
    ];
    return framed(theme, "Dots: speed-up of a step with one resource infinitely fast, by machine", {
      height: 24 * resources.length,
      data: { values: rows },
      mark: { type: "point", filled: true, size: 90, opacity: 0.9 },
      encoding: {
        y: { field: "resource", type: "nominal", sort: resources, title: null, axis: { grid: true } },
        x: {
          field: "factor",
          type: "quantitative",
          title: "Times faster",
          scale: {
            type: "log",
            nice: false,
            domain: [1, Math.max(...rows.map(({ factor }) => factor)) * 1.1],
          },
          axis: { format: "~r", labelExpr: "datum.label ? datum.label + '×' : ''", tickCount: 6 },
        },
        color: systemColours(results, theme, rows),
        shape: systemShapes(results, rows),
        tooltip: tooltip(["system", "Machine"], ["resource", "Resource"], ["text", "Faster"]),
      },
    });
  },
};
