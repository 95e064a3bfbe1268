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
  const drawn = new Set(rows.map((row) => row.system));
  const systems = results.systems
    .map((system, index) => ({ name: system.name, colour: theme.system(index) }))
    .filter(({ name }) => drawn.has(name));
  return {
    field: "system",
    type: "nominal",
    title: null,
    scale: { domain: systems.map((s) => s.name), range: systems.map((s) => s.colour) },
    legend: legend && { ...legendColumns(3), ...legend },
  };
}
