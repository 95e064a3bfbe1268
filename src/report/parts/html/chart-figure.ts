import type { SavedResults } from "../../../result/saved/result.ts";
import { compiledConfig, type Chart, type VegaLiteSpec } from "../charts/chart.ts";
import { pageTheme } from "../charts/theme.ts";
import { chartTable } from "../charts/chart-table.ts";
import { anchor, dataBlock, html, NOTHING, type Html } from "./markup.ts";
import { withSpokenMarks } from "./spoken-marks.ts";
import { plainTable } from "./parts.ts";

/** Compiles Vega-Lite to Vega, so that the page need not carry the compiler; without what all charts have in common. */
export type Compile = (spec: VegaLiteSpec) => object;

/** The compiler, loaded when a report is written; a warning is a mistake in a chart, and thrown. */
export async function vegaLiteCompiler(): Promise<Compile> {
  const { compile } = await import("vega-lite");
  const complain = (...said: readonly unknown[]): never => {
    throw new Error(`a chart does not compile cleanly: ${said.join(" ")}`);
  };
  const ignore = () => logger;
  const logger = { level: ignore, warn: complain, error: complain, info: ignore, debug: ignore };
  const common = JSON.stringify(compiledConfig(pageTheme));
  return (spec) => {
    const compiled = compile(spec as never, { logger: logger as never }).spec;
    const {
      config,
      $schema: _,
      ...own
    } = withSpokenMarks(compiled as typeof compiled & { marks?: object[] });
    return JSON.stringify(config) === common ? own : { ...own, config };
  };
}

/** A chart of a study; nothing where there is nothing to draw. */
export function chartFigure(chart: Chart, results: SavedResults, compile: Compile, ...place: string[]): Html {
  const spec = chart.spec(results, pageTheme);
  if (!spec) return NOTHING;
  const { id, title, caption } = chart;
  return plotFigure(
    { id: anchor(id, ...place), kind: id, title, caption, spec, rows: ROWS[chart.scope] },
    compile,
  );
}

export interface PlotFigure {
  readonly id: string;
  /** Which chart it is of, where a page has several of one. */
  readonly kind: string;
  readonly title: string;
  /** How to read it, where that is not said above it. */
  readonly caption?: string;
  readonly spec: VegaLiteSpec;
  /** How many rows its table has without scripts; of a longer one the first are shown. */
  readonly rows?: number;
}

/** There are many pairs, and all that a chart of one shows is in the results. */
const ROWS = { study: 30, workload: 24, pair: 10 } as const;

/** A chart with its title, reading help, specification, which the page's script draws, and its figures without scripts. */
export function plotFigure(
  { id, kind, title, caption, spec, rows = ROWS.workload }: PlotFigure,
  compile: Compile,
): Html {
  const table = chartTable(spec);
  return html`<figure class="chart" id="chart-${id}" data-chart="${kind}" aria-labelledby="chart-${id}-title">
    <figcaption>
      <strong id="chart-${id}-title">${title}</strong
      >${caption === undefined ? NOTHING : html` <span>${caption}</span>`}
    </figcaption>
    <div class="plot"></div>
    ${dataBlock(compile(spec))}
    ${table && html`<noscript>${plainTable(title, table.header, table.rows, rows)}</noscript>`}
  </figure> `;
}
