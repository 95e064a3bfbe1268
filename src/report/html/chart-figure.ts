import type { SavedResults } from "../../result/result.ts";
import type { Chart, VegaLiteSpec } from "../charts/chart.ts";
import { pageTheme } from "../charts/theme.ts";
import { anchor, html, jsonBlock, NOTHING, type Html } from "./markup.ts";

/** Compiles Vega-Lite to Vega, so that the page need not carry the compiler. */
export type Compile = (spec: VegaLiteSpec) => object;

/** The compiler, loaded when a report is written; a warning is a mistake in a chart, and thrown. */
export async function vegaLiteCompiler(): Promise<Compile> {
  const { compile } = await import("vega-lite");
  const complain = (...said: readonly unknown[]): never => {
    throw new Error(`a chart does not compile cleanly: ${said.join(" ")}`);
  };
  const ignore = () => logger;
  const logger = { level: ignore, warn: complain, error: complain, info: ignore, debug: ignore };
  return (spec) => compile(spec as never, { logger: logger as never }).spec;
}

/** A chart with its title, reading help and specification; nothing where there is nothing to draw. */
export function chartFigure(chart: Chart, results: SavedResults, compile: Compile, ...place: string[]): Html {
  const spec = chart.spec(results, pageTheme);
  if (!spec) return NOTHING;
  const id = anchor("chart", chart.id, ...place);
  return html`<figure class="chart" id="${id}" data-chart="${chart.id}" aria-labelledby="${id}-title">
    <figcaption><strong id="${id}-title">${chart.title}</strong> <span>${chart.caption}</span></figcaption>
    <div class="plot"></div>
    ${jsonBlock(compile(spec))}
  </figure> `;
}
