import type { SavedResults } from "../../../result/saved/result.ts";
import type { ChartTheme } from "./theme.ts";

/** A Vega-Lite top-level specification; a test compiles every chart and allows no warning. */
export type VegaLiteSpec = Readonly<Record<string, unknown>>;

/** What a chart is about, in the order in which a report tells it. */
export const TOPICS = {
  answer: "Answer",
  comparison: "Comparison",
  time: "Where the time goes",
  limits: "What limits a step",
  memory: "Memory",
  power: "Power and energy",
  plan: "Plan and one step",
  check: "Event-driven against analytic",
} as const;
export type Topic = keyof typeof TOPICS;

/** One chart: what it shows, and how it is drawn from saved results. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  /** One sentence: how to read it. */
  readonly caption: string;
  /** `study`: all results. `workload`: of one workload. `pair`: of one machine and one workload. */
  readonly scope: "study" | "workload" | "pair";
  /** Charts of a topic stand together; a page shows comparison and time, and folds the others away. */
  readonly topic: Topic;
  /** Undefined where the results hold nothing to draw. */
  readonly spec: (results: SavedResults, theme: ChartTheme) => VegaLiteSpec | undefined;
}

/** What all charts share: width of the page, colours and type of the theme, an accessible description. */
export function framed(theme: ChartTheme, description: string, spec: VegaLiteSpec): VegaLiteSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description,
    width: "container",
    autosize: { type: "fit-x", contains: "padding" },
    padding: { left: 4, right: 8, top: 4, bottom: 4 },
    background: "transparent",
    ...spec,
    config: chartConfig(theme),
  };
}

/** Pixels of a row's name: fewer where a page is narrow. */
const NAME_LIMIT = "containerSize()[0] < 420 ? 118 : 160";

/** What Vega-Lite makes of the configuration of a page's charts: it stands in the page once, in its script. */
export function compiledConfig(theme: ChartTheme): VegaLiteSpec {
  const { font, view: _, bar, ...rest } = chartConfig(theme);
  const style = ["guide-label", "guide-title", "group-title", "group-subtitle"];
  return {
    ...rest,
    axisY: { labelLimit: { signal: NAME_LIMIT } },
    style: {
      ...Object.fromEntries(style.map((name) => [name, { font }])),
      cell: { stroke: null },
      bar,
      text: { font },
    },
  };
}

function chartConfig(theme: ChartTheme): VegaLiteSpec {
  return {
    font: theme.font,
    view: { stroke: null },
    bar: { cornerRadius: 0 },
    axis: {
      labelColor: theme.text,
      titleColor: theme.muted,
      titleFontWeight: 400,
      titleFontSize: 11,
      labelFontSize: 11,
      gridColor: theme.grid,
      domainColor: theme.grid,
      tickColor: theme.grid,
      domain: false,
      ticks: false,
      labelPadding: 6,
      labelSeparation: 5,
      titlePadding: 8,
    },
    axisY: { labelLimit: { expr: NAME_LIMIT } },
    legend: {
      labelColor: theme.text,
      titleColor: theme.muted,
      labelFontSize: 11,
      titleFontSize: 11,
      orient: "top",
      direction: "horizontal",
      symbolType: "square",
      symbolSize: 90,
      symbolStrokeWidth: 0,
      columnPadding: 12,
      labelLimit: 170,
      title: null,
    },
  };
}

/** Pixels that a legend entry takes, and those left of a legend, where the names of rows stand. */
const [ENTRY, NAMES] = [125, 120];

/** Legend columns: as many as there is room for, at most `wide`. */
export const legendColumns = (wide: number, entry = ENTRY): VegaLiteSpec => ({
  columns: { expr: `max(1, min(${wide}, floor((containerSize()[0] - ${NAMES}) / ${entry})))` },
});

/**
 * Of a chart whose labels stand right of its marks. Vega makes a plot narrower by what labels reach over its end, as long
 * as that end is where the highest mark is; this is for what shifts when it does.
 */
export const LABELLED: VegaLiteSpec = { padding: { left: 4, right: 20, top: 4, bottom: 4 } };

/** Tooltip rows: [field, title] pairs; fields hold text that is formatted already. */
export const tooltip = (
  ...rows: readonly (readonly [field: string, title: string])[]
): readonly VegaLiteSpec[] => rows.map(([field, title]) => ({ field, title, type: "nominal" }));
