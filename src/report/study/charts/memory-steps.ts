import type { SavedResult } from "../../../result/saved/result.ts";
import { figure } from "../../parts/figures.ts";
import { feasibleOutcomes, words } from "../reading.ts";
import { linearAxis } from "../../parts/charts/axis.ts";
import { framed, LABELLED, legendColumns, tooltip, type Chart } from "../../parts/charts/chart.ts";

const PARTS = ["standing", "stash", "activations", "temporaries"] as const;

type Steps = NonNullable<SavedResult["tiles"]>["steps"];

/** Rows of the stack, one a step and part; a step is named once more than blocks are, so it carries its place. */
function stepRows(steps: Steps) {
  return steps.flatMap(({ block, direction, operator, bytes }, at) =>
    PARTS.filter((part) => bytes[part] > 0).map((part) => ({
      place: `${String(at + 1).padStart(2, "0")} ${[...new Set([block, direction])].join(" ")}`,
      operator,
      part: words(part),
      order: PARTS.indexOf(part),
      bytes: bytes[part],
      said: figure(bytes[part], "B"),
    })),
  );
}

export const memorySteps: Chart = {
  id: "memory-steps",
  title: "Memory over one step",
  caption:
    "What the fullest tile of the fullest chip holds in the fullest operator of each block, in program order. Red: full.",
  scope: "pair",
  topic: "plan",
  spec: (results, theme) => {
    const [outcome] = feasibleOutcomes(results);
    const tiles = outcome?.shown.tiles;
    if (outcome === undefined || tiles === undefined || tiles.steps.length === 0) return undefined;
    const rows = stepRows(tiles.steps);
    const places = [...new Set(rows.map(({ place }) => place))];
    const { scale, axis } = linearAxis(tiles.limitBytes, "B", 0.02);
    return framed(theme, `Stacked bars: bytes of a tile by step on ${outcome.system.name}`, {
      height: 18 * places.length,
      ...LABELLED,
      data: { values: rows },
      encoding: { y: { field: "place", type: "nominal", sort: places, title: null } },
      layer: [
        {
          mark: { type: "bar", height: { band: 0.8 } },
          encoding: {
            x: { field: "bytes", type: "quantitative", stack: true, title: "Bytes of a tile", scale, axis },
            order: { field: "order", type: "quantitative" },
            color: {
              field: "part",
              type: "nominal",
              title: null,
              scale: { domain: PARTS.map(words), range: PARTS.map(theme.category) },
              legend: legendColumns(4),
            },
            tooltip: tooltip(
              ["place", "Step"],
              ["operator", "Operator"],
              ["part", "Part"],
              ["said", "Bytes"],
            ),
          },
        },
        {
          data: { values: [{ limit: tiles.limitBytes }] },
          mark: { type: "rule", color: theme.limit, strokeWidth: 1.5 },
          encoding: { x: { field: "limit", type: "quantitative" }, y: null },
        },
      ],
    });
  },
};
