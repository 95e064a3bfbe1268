import type { SavedResults } from "../../../result/saved/result.ts";
import type { ChartTheme } from "./theme.ts";

/** A Vega-Lite top-level specification; a test compiles every chart and allows no warning. */
export type VegaLiteSpec = Readonly<Record<string, unknown>>;

/** One chart: what it shows, and how it is drawn from saved results. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  /** One sentence: how to read it. */
  readonly caption: string;
  /** `study`: all results. `workload`: of one workload. `pair`: of one machine and one workload. */
  readonly scope: "study" | "workload" | "pair";
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
      titlePadding: 8,
    },
    axisY: { labelLimit: 150 },
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

/** Legend columns: `wide` of them where the page has room, fewer on a phone. */
export const legendColumns = (wide: number): VegaLiteSpec => ({
  columns: { expr: `containerSize()[0] < 420 ? ${Math.max(2, wide - 2)} : ${wide}` },
});

/** Tooltip rows: [field, title] pairs; fields hold text that is formatted already. */
export const tooltip = (
  ...rows: readonly (readonly [field: string, title: string])[]
): readonly VegaLiteSpec[] => rows.map(([field, title]) => ({ field, title, type: "nominal" }));
