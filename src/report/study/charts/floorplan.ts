import type { SavedResults } from "../../../result/saved/result.ts";
import { linearAxis } from "../../parts/charts/axis.ts";
import { framed, legendColumns, tooltip, type Chart } from "../../parts/charts/chart.ts";
import { figure, percent } from "../../parts/figures.ts";

/** The blocks of a die in the order in which they are drawn: what they are called, and whose colour they take. */
const BLOCKS: readonly (readonly [id: string, name: string, category: string])[] = [
  ["sram", "SRAM", "sram"],
  ["logic", "tile logic", "matmul"],
  ["exchange", "exchange", "exchange"],
  ["links", "links", "links"],
  ["memoryPhys", "memory PHYs", "streaming"],
  ["uncore", "pads, clocks, test", "fixed"],
];

interface Die {
  readonly system: string;
  /** Published, or moved from what is published. */
  readonly area: number;
  readonly law: number;
  /** Where the row ends, beyond which it is labelled. */
  readonly edge: number;
  readonly text: string;
}

/** A system with a die has a row; blocks without area none of their own. */
function diesOf(results: SavedResults): {
  readonly dies: readonly Die[];
  readonly blocks: readonly object[];
} {
  const known = results.systems.flatMap(({ name, die }) => (die === undefined ? [] : [{ name, die }]));
  const dies = known.map(({ name, die: { squareMetres, lawSquareMetres, process } }) => ({
    system: name,
    area: squareMetres,
    law: lawSquareMetres,
    edge: Math.max(squareMetres, lawSquareMetres),
    text: `${figure(squareMetres, "m^2")}, by law ${figure(lawSquareMetres, "m^2")} (${process})`,
  }));
  const blocks = known.flatMap(({ name, die: { blocksSquareMetres, lawSquareMetres } }) =>
    BLOCKS.flatMap(([id, block], order) => {
      const area = blocksSquareMetres[id] ?? 0;
      if (area === 0) return [];
      const texts = { areaText: figure(area, "m^2"), share: percent(area / lawSquareMetres) };
      return [{ system: name, block, order, area, ...texts }];
    }),
  );
  return { dies, blocks };
}

export const floorplan: Chart = {
  id: "floorplan",
  topic: "limits",
  title: "Floorplan of the chip",
  caption:
    "Area by block as the law of silicon has it, all dies of a stack. Line: the area that is published, or moved from it.",
  scope: "study",
  spec: (results, theme) => {
    const { dies, blocks } = diesOf(results);
    if (dies.length === 0) return undefined;
    const largest = Math.max(...dies.flatMap(({ area, law }) => [area, law]));
    const { scale, axis } = linearAxis(largest, "m^2", 0.45);
    const y = { field: "system", type: "nominal", sort: dies.map(({ system }) => system), title: null };
    const row = (mark: object, encoding: object): object => ({
      data: { values: dies },
      mark,
      encoding: { y, x: { field: "area", type: "quantitative", scale, axis }, ...encoding },
    });
    return framed(theme, "Stacked bars: area of the blocks of each machine's chip, with its published area", {
      height: 30 * dies.length,
      layer: [
        {
          data: { values: blocks },
          mark: { type: "bar", height: { band: 0.72 }, stroke: theme.surface, strokeWidth: 0.6 },
          encoding: {
            y,
            x: { field: "area", type: "quantitative", stack: "zero", title: "Area", scale, axis },
            order: { field: "order", type: "quantitative" },
            color: {
              field: "block",
              type: "nominal",
              title: null,
              scale: {
                domain: BLOCKS.map(([, name]) => name),
                range: BLOCKS.map(([, , category]) => theme.category(category)),
              },
              legend: legendColumns(3),
            },
            tooltip: tooltip(
              ["system", "Machine"],
              ["block", "Block"],
              ["areaText", "Area"],
              ["share", "Share"],
            ),
          },
        },
        row({ type: "tick", thickness: 2, size: 26, color: theme.text }, {}),
        row(
          { type: "text", align: "left", dx: 8, color: theme.text, fontSize: 11 },
          { x: { field: "edge", type: "quantitative", scale, axis }, text: { field: "text" } },
        ),
      ],
    });
  },
};
