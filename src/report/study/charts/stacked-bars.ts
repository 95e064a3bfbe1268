import type { SavedResults } from "../../../result/saved/result.ts";
import { figure, percent } from "../../parts/figures.ts";
import { words, type Outcome } from "../reading.ts";
import { linearAxis } from "../../parts/charts/axis.ts";
import { framed, LABELLED, legendColumns, tooltip, type VegaLiteSpec } from "../../parts/charts/chart.ts";
import { inCategoryOrder, type ChartTheme } from "../../parts/charts/theme.ts";

interface StackedOptions {
  readonly description: string;
  readonly title: string;
  readonly unit: string;
  readonly partsOf: (outcome: Outcome) => Readonly<Record<string, number>>;
  /** Stacks are shares of their own sum. */
  readonly normalised?: boolean;
  /** Stacks are shares of a bound, which is drawn as a line at 100 %; machines without one are left out. */
  readonly limitOf?: (outcome: Outcome) => number;
}

/** More colours than this are not told apart in a legend: the smallest parts are one, named in its tooltip. */
const MOST_CATEGORIES = 7;
const REST = "other parts";

/** Machines down, a stack of categories each. */
export function stackedBars(
  results: SavedResults,
  outcomes: readonly Outcome[],
  theme: ChartTheme,
  options: StackedOptions,
): VegaLiteSpec | undefined {
  const rows = withRest(outcomes.flatMap((outcome) => stackRows(outcome, options)));
  if (rows.length === 0) return undefined;
  const categories = inCategoryOrder(rows.map((row) => row.id));
  const highest = Math.max(...rows.map((row) => row.total));
  const { scale, axis } = stackAxis(highest, options);
  const stack = {
    mark: { type: "bar", height: { band: 0.72 }, stroke: theme.surface, strokeWidth: 0.6 },
    encoding: {
      y: { field: "system", type: "nominal", sort: results.systems.map((s) => s.name), title: null },
      x: { field: "value", type: "quantitative", stack: "zero", title: options.title, scale, axis },
      order: { field: "order", type: "quantitative" },
      color: {
        field: "category",
        type: "nominal",
        title: null,
        scale: { domain: categories.map(words), range: categories.map(theme.category) },
        legend: legendColumns(4),
      },
      tooltip: tooltip(["system", "Machine"], ["category", "Part"], ["text", "Amount"], ["share", "Share"]),
    },
  };
  const bound = {
    data: { values: [{ full: 1 }] },
    mark: { type: "rule", color: theme.limit, strokeWidth: 2 },
    encoding: { x: { field: "full", type: "quantitative", scale, axis } },
  };
  return framed(theme, options.description, {
    ...LABELLED,
    height: 30 * new Set(rows.map((row) => row.system)).size,
    data: { values: rows.map(({ part: _, ...row }) => ({ ...row, order: categories.indexOf(row.id) })) },
    layer: options.limitOf ? [stack, bound] : [stack],
  });
}

type StackRow = ReturnType<typeof stackRows>[number];

/** The categories that are largest on any machine keep their colours; of a machine the rest is one part. */
function withRest(rows: readonly StackRow[]): readonly StackRow[] {
  const ids = [...new Set(rows.map(({ id }) => id))];
  if (ids.length <= MOST_CATEGORIES) return rows;
  const largest = (id: string): number =>
    Math.max(...rows.filter((row) => row.id === id).map(({ value, total }) => value / total));
  const kept = new Set(ids.toSorted((a, b) => largest(b) - largest(a)).slice(0, MOST_CATEGORIES - 1));
  const systems = [...new Set(rows.map(({ system }) => system))];
  const rests = systems.flatMap((system) => {
    const parts = rows.filter((row) => row.system === system && !kept.has(row.id));
    const [first] = parts;
    if (first === undefined) return [];
    return [
      {
        ...first,
        id: REST,
        category: REST,
        value: parts.reduce((sum, { value }) => sum + value, 0),
        text: parts.map(({ category, text }) => `${category} ${text}`).join(", "),
        share: percent(parts.reduce((sum, { part }) => sum + part, 0)),
        part: parts.reduce((sum, { part }) => sum + part, 0),
      },
    ];
  });
  return [...rows.filter(({ id }) => kept.has(id)), ...rests];
}

function stackAxis(highest: number, { normalised, limitOf, unit }: StackedOptions) {
  const inShares = { format: ".0%", tickCount: 5 };
  if (normalised) return { scale: { domain: [0, 1], nice: false }, axis: inShares };
  if (limitOf) return { scale: { domain: [0, Math.max(1, highest) * 1.03], nice: false }, axis: inShares };
  return linearAxis(highest, unit, 0.04);
}

function stackRows(outcome: Outcome, { partsOf, unit, normalised = false, limitOf }: StackedOptions) {
  const parts = Object.entries(partsOf(outcome)).filter(([, value]) => value > 0);
  const sum = parts.reduce((total, [, value]) => total + value, 0);
  const whole = limitOf ? limitOf(outcome) : normalised ? sum : 1;
  if (whole <= 0) return [];
  return parts.map(([id, value]) => ({
    part: value / (limitOf ? whole : sum),
    system: outcome.system.name,
    id,
    category: words(id),
    value: value / whole,
    total: sum / whole,
    text: figure(value, unit),
    share: percent(value / (limitOf ? whole : sum)),
  }));
}
