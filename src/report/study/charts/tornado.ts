import type { MetricDefinition } from "../../../result/saved/result.ts";
import { metricIdsIn } from "../../../result/metric-tables.ts";
import { metricFigure, metricRange } from "../../parts/figures.ts";
import {
  framed,
  LABELLED,
  legendColumns,
  tooltip,
  type Chart,
  type VegaLiteSpec,
} from "../../parts/charts/chart.ts";
import type { ChartTheme } from "../../parts/charts/theme.ts";
import { definitionOf, durationMetric, feasibleOutcomes, words, type Outcome } from "../reading.ts";

/** Inputs beyond the first ones move little. */
const MOST_INPUTS = 8;

export const tornado: Chart = {
  id: "tornado",
  title: "Which unknown matters",
  caption:
    "The cost (or, where that has no range, energy or time) with one uncertain input at a time at its low and its high end, against the nominal value.",
  scope: "pair",
  topic: "plan",
  spec: (results, theme) => {
    const [outcome] = feasibleOutcomes(results);
    const id = metricIdsIn("swings").findLast((one) => swingsOf(outcome, one).length > 0);
    return outcome && swings(outcome, definitionOf(results, id ?? ""), theme);
  },
};

/** Where one machine stands alone, its answer is a range: what it comes from. */
export const loneTornado: Chart = {
  id: "lone-tornado",
  title: "What the answer depends on",
  caption:
    "The time (or, where that has no range, another figure) with one uncertain input at a time at its low and its high end, against the nominal value.",
  scope: "study",
  topic: "answer",
  spec: (results, theme) => {
    const [outcome, second] = feasibleOutcomes(results);
    if (outcome === undefined || second !== undefined) return undefined;
    const duration = durationMetric(results, [outcome]);
    const told = [duration?.id ?? "", ...metricIdsIn("swings")].find(
      (id) => swingsOf(outcome, id).length > 0,
    );
    return swings(outcome, definitionOf(results, told ?? ""), theme);
  },
};

const swingsOf = (outcome: Outcome | undefined, id: string) => outcome?.shown.sensitivities?.[id] ?? [];

/** A phone has no room for two figures beside each bar; tooltips and the table without scripts have them. */
const SPAN_SIZE = "containerSize()[0] < 420 ? 0 : 10";

function swingRows(outcome: Outcome, metric: MetricDefinition, nominal: number) {
  return swingsOf(outcome, metric.id)
    .slice(0, MOST_INPUTS)
    .flatMap(({ input, low, high }) => {
      const ends = (
        [
          ["low", low],
          ["high", high],
        ] as const
      ).filter(([, value]) => value !== null);
      const values = ends.map(([, value]) => value ?? nominal);
      const span = metricRange([Math.min(...values, nominal), Math.max(...values, nominal)], metric);
      return ends.map(([end, value], i) => ({
        input: input.split(".").map(words).join(" "),
        end: `at its ${end} end`,
        from: 1,
        change: (value ?? nominal) / nominal,
        text: metricFigure(value, metric),
        span: i === 0 ? (span ?? "") : "",
      }));
    });
}

function swings(
  outcome: Outcome,
  metric: MetricDefinition | undefined,
  theme: ChartTheme,
): VegaLiteSpec | undefined {
  const nominal = metric && outcome.shown.metrics[metric.id];
  if (metric === undefined || typeof nominal !== "number" || nominal <= 0) return undefined;
  const rows = swingRows(outcome, metric, nominal);
  if (rows.length === 0) return undefined;
  const y = { field: "input", type: "nominal", sort: null, title: null };
  const bars = {
    mark: { type: "bar", height: { band: 0.7 } },
    encoding: {
      y,
      x: {
        field: "change",
        type: "quantitative",
        title: [metric.label, `against ${metricFigure(nominal, metric)}`],
        scale: { zero: false },
        axis: { labelExpr: "format(datum.value - 1, '+.0%')", tickCount: 4, grid: true },
      },
      x2: { field: "from" },
      color: {
        field: "end",
        type: "nominal",
        scale: { domain: ["at its low end", "at its high end"], range: [theme.system(0), theme.system(1)] },
        legend: legendColumns(2),
      },
      tooltip: tooltip(["input", "Input"], ["end", "End"], ["text", metric.label]),
    },
  };
  const spans = {
    mark: { type: "text", align: "left", dx: 6, fontSize: { expr: SPAN_SIZE }, color: theme.text },
    encoding: { y, x: { value: "width" }, text: { field: "span" } },
  };
  return framed(theme, `Tornado of ${metric.label.toLowerCase()} on ${outcome.system.name}`, {
    height: 26 * new Set(rows.map(({ input }) => input)).size,
    ...LABELLED,
    data: { values: rows },
    layer: [bars, spans],
  });
}
