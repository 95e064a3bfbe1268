import { builtInMetric } from "../../result/metric-tables.ts";
import type { MetricDefinition, SavedResults } from "../../result/saved/result.ts";
import type { Colours } from "../parts/colours.ts";
import { fidelityGap, metricFigure, metricRange, times } from "../parts/figures.ts";
import { advantage, durationMetric, shortLabel, tableMetrics, type Outcome } from "./reading.ts";
import { displayWidth, table, type Cell, type Column } from "../parts/table.ts";

interface OutcomeColumn extends Column {
  readonly cell: (outcome: Outcome) => Cell;
  /** How soon a narrow table does without it, least first; absent: never. */
  readonly spare?: number;
}

export interface OutcomeTableOptions {
  readonly width: number;
  readonly colour: Colours;
  /** Those that were asked for; empty: those whose table this is. */
  readonly metrics: readonly string[];
}

/** Ranges and what simulation adds go after figures that others imply, and before those that nothing implies. */
const SPARE = { range: 2, fidelity: 3 } as const;

/** One row a machine: the columns of the metrics' own choosing, as many as there is room for. */
export function outcomeTable(
  results: SavedResults,
  outcomes: readonly Outcome[],
  { width, colour, metrics }: OutcomeTableOptions,
): readonly string[] {
  if (outcomes.length === 0) return [];
  if (metrics.length > 0) return chosenTable(results, outcomes, { width, colour, metrics });
  const all = outcomeColumns(results, outcomes, colour).filter(
    ({ header, cell }) => header === "" || outcomes.some((o) => /\d/.test(cell(o).text)),
  );
  return drawn(fitting(all, outcomes, width), outcomes, colour);
}

/** The metrics that were asked for: none is spared, so that a table too wide goes on in another one below. */
function chosenTable(
  results: SavedResults,
  outcomes: readonly Outcome[],
  { width, colour, metrics }: OutcomeTableOptions,
): readonly string[] {
  const baseline = outcomes.find((o) => o.system.id === results.study.baseline);
  const name = nameColumn(outcomes, baseline, colour);
  const tables: OutcomeColumn[][] = [];
  for (const metric of metrics.flatMap((id) => results.metrics.find((one) => one.id === id) ?? [])) {
    const column = metricColumn(metric);
    const last = tables.at(-1);
    if (last !== undefined && widthOf([...last, column], outcomes) <= width) last.push(column);
    else tables.push([name, column]);
  }
  return tables.flatMap((columns, at) => [...(at === 0 ? [] : [""]), ...drawn(columns, outcomes, colour)]);
}

function drawn(
  columns: readonly OutcomeColumn[],
  outcomes: readonly Outcome[],
  colour: Colours,
): readonly string[] {
  return table(
    columns,
    outcomes.map((o) => columns.map((c) => c.cell(o))),
    colour.dim,
  );
}

const widthOf = (columns: readonly OutcomeColumn[], outcomes: readonly Outcome[]): number =>
  columns.reduce(
    (sum, { header, cell }) =>
      sum + 2 + Math.max(displayWidth(header), ...outcomes.map((o) => displayWidth(cell(o).text))),
    -2,
  );

/** Leaves out what can be spared until the rest fits. */
function fitting(
  columns: readonly OutcomeColumn[],
  outcomes: readonly Outcome[],
  width: number,
): readonly OutcomeColumn[] {
  let shown = columns;
  const spared = columns
    .filter(({ spare }) => spare !== undefined)
    .toSorted((a, b) => (a.spare ?? 0) - (b.spare ?? 0));
  for (const column of spared)
    if (widthOf(shown, outcomes) > width) shown = shown.filter((one) => one !== column);
  return shown;
}

/** Columns in reading order. */
function outcomeColumns(
  results: SavedResults,
  outcomes: readonly Outcome[],
  colour: Colours,
): readonly OutcomeColumn[] {
  const duration = durationMetric(results, outcomes);
  const baseline = outcomes.find((o) => o.system.id === results.study.baseline);
  const alone = results.systems.length === 1;
  return [
    nameColumn(outcomes, baseline, colour),
    ...(duration ? durationColumns(duration, baseline, alone, colour) : []),
    ...tableMetrics(results, outcomes)
      .filter((metric) => metric.id !== duration?.id)
      .map(metricColumn),
    {
      header: "vs analytic",
      align: "right",
      spare: SPARE.fidelity,
      cell: (o) => ({ text: fidelityDifference(o), paint: colour.dim }),
    },
  ];
}

function nameColumn(
  outcomes: readonly Outcome[],
  baseline: Outcome | undefined,
  colour: Colours,
): OutcomeColumn {
  return {
    header: "",
    align: "left",
    cell: (o) =>
      o === baseline && outcomes.length > 1
        ? { text: `▸ ${o.system.name}`, paint: colour.cyan }
        : { text: `  ${o.system.name}` },
  };
}

function metricColumn(metric: MetricDefinition): OutcomeColumn {
  const spare = builtInMetric(metric.id)?.spare;
  return {
    header: lowerCase(shortLabel(metric)),
    align: "right",
    ...(spare !== undefined && { spare }),
    cell: (o) => ({ text: metricFigure(o.shown.metrics[metric.id], metric) }),
  };
}

/** "Tokens/s" → "tokens/s"; abbreviations stay. */
const lowerCase = (label: string): string =>
  /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;

function durationColumns(
  duration: MetricDefinition,
  baseline: Outcome | undefined,
  alone: boolean,
  colour: Colours,
): readonly OutcomeColumn[] {
  const value = (o: Outcome | undefined) => o?.shown.metrics[duration.id];
  const ratio = (o: Outcome) => advantage(value(o), value(baseline), duration.better);
  const range = (o: Outcome) => metricRange(o.shown.ranges?.[duration.id], duration) ?? "";
  const faster: OutcomeColumn = {
    header: "faster",
    align: "right",
    cell: (o) => ({ text: times(ratio(o)) }),
  };
  return [
    {
      header: duration.label.toLowerCase(),
      align: "right",
      cell: (o) => ({ text: metricFigure(value(o), duration), paint: colour.bold }),
    },
    ...(alone ? [] : [faster]),
    {
      header: "low – high",
      align: "right",
      spare: SPARE.range,
      cell: (o) => ({ text: range(o), paint: colour.dim }),
    },
  ];
}

/** How much longer the simulated step is than the closed form. */
function fidelityDifference({ analytic, event }: Outcome): string {
  const [a, e] = [analytic?.metrics["stepTimeSeconds"], event?.metrics["stepTimeSeconds"]];
  return a && e ? fidelityGap(e / a - 1) : "";
}
