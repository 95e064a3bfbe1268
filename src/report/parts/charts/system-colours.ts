import type { SavedResults } from "../../../result/saved/result.ts";
import { legendColumns, type VegaLiteSpec } from "./chart.ts";
import type { ChartTheme } from "./theme.ts";

/** Colour channel by machine: a machine keeps its colour in every chart; the legend names those in `rows`. */
export function systemColours(
  results: SavedResults,
  theme: ChartTheme,
  rows: readonly { readonly system: string }[],
  legend: VegaLiteSpec | null = {},
): VegaLiteSpec {
  const systems = drawnSystems(results, rows).map(({ name, index }) => ({
    name,
    colour: theme.system(index),
  }));
  return {
    field: "system",
    type: "nominal",
    title: null,
    scale: { domain: systems.map((s) => s.name), range: systems.map((s) => s.colour) },
    legend: legend && { ...legendColumns(3), ...legend },
  };
}

/** Vega's shapes, in the order in which machines take them: told apart without colour, and when small. */
const SHAPES = [
  "circle",
  "square",
  "triangle-up",
  "diamond",
  "triangle-down",
  "cross",
  "triangle-right",
  "triangle-left",
];

/** A shape beside each machine's colour, for eyes and printers that know no colour. Shares the legend of colours. */
export function systemShapes(
  results: SavedResults,
  rows: readonly { readonly system: string }[],
): VegaLiteSpec {
  const systems = drawnSystems(results, rows);
  return {
    field: "system",
    type: "nominal",
    title: null,
    scale: {
      domain: systems.map(({ name }) => name),
      range: systems.map(({ index }) => SHAPES[index % SHAPES.length]),
    },
    legend: legendColumns(3),
  };
}

function drawnSystems(results: SavedResults, rows: readonly { readonly system: string }[]) {
  const drawn = new Set(rows.map((row) => row.system));
  return results.systems.map(({ name }, index) => ({ name, index })).filter(({ name }) => drawn.has(name));
}
