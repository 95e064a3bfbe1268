import type { SavedOptimum } from "../../../optimum/saved-optimum.ts";
import { legendColumns, type VegaLiteSpec } from "../../parts/charts/chart.ts";
import type { ChartTheme } from "../../parts/charts/theme.ts";

const SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"];
const COLOURS = 8;

/** Colour and shape of each law, the same in every chart; the legend names those in `ids`. */
export function lawMarks(
  { answers }: SavedOptimum,
  theme: ChartTheme,
  ids: ReadonlySet<string>,
): { readonly color: VegaLiteSpec; readonly shape: VegaLiteSpec; readonly line: VegaLiteSpec } {
  const laws = answers
    .map(({ law: { id, label } }, index) => ({
      id,
      label,
      colour: theme.system(index),
      shape: SHAPES[(index + Math.floor(index / COLOURS)) % SHAPES.length],
    }))
    .filter(({ id }) => ids.has(id));
  const domain = laws.map(({ label }) => label);
  const shared = { field: "law", type: "nominal", title: null };
  const legend = { ...legendColumns(3, 190), labelLimit: 260 };
  const color = { ...shared, scale: { domain, range: laws.map(({ colour }) => colour) }, legend };
  return {
    color,
    shape: { ...shared, scale: { domain, range: laws.map(({ shape }) => shape) }, legend },
    line: { ...color, legend: { ...legend, symbolType: "stroke", symbolStrokeWidth: 2.5, symbolSize: 160 } },
  };
}

/** Label of a law by its id. */
export const labelOf = ({ answers }: SavedOptimum, id: string): string =>
  answers.find(({ law }) => law.id === id)?.law.label ?? id;
