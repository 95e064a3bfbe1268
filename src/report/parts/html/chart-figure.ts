import type { SavedResults } from "../../../result/saved/result.ts";
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

/** A chart of a study; nothing where there is nothing to draw. */
export function chartFigure(chart: Chart, results: SavedResults, compile: Compile, ...place: string[]): Html {
  const spec = chart.spec(results, pageTheme);
  if (!spec) return NOTHING;
  const { id, title, caption } = chart;
  return plotFigure({ id: anchor(id, ...place), kind: id, title, caption, spec: compile(spec) });
}

export interface PlotFigure {
  readonly id: string;
  /** Which chart it is of, where a page has several of one. */
  readonly kind: string;
  readonly title: string;
  /** How to read it, where that is not said above it. */
  readonly caption?: string;
  /** Compiled to Vega. */
  readonly spec: object;
}

/** A chart with its title, reading help and specification, which the page's script draws. */
export function plotFigure({ id, kind, title, caption, spec }: PlotFigure): Html {
  return html`<figure class="chart" id="chart-${id}" data-chart="${kind}" aria-labelledby="chart-${id}-title">
    <figcaption>
      <strong id="chart-${id}-title">${title}</strong
      >${caption === undefined ? NOTHING : html` <span>${caption}</span>`}
    </figcaption>
    <div class="plot"></div>
    ${jsonBlock(spec)}
  </figure> `;
}
