import type { FrontComparison, SweepComparison } from "../../explore/sweep/compare-sweeps.ts";
import type { SavedSweep } from "../../explore/sweep/saved-sweep.ts";
import { figure, metricFigure, NO_FIGURE, percent } from "../parts/figures.ts";
import { table, type Column } from "../parts/table.ts";
import { metricOf, sweepTitle } from "./sweep-figures.ts";

/** Two sweeps side by side, for a terminal. */
export function terminalSweepComparison(
  comparison: SweepComparison,
  sweeps: readonly [SavedSweep, SavedSweep],
): string {
  const [a, b] = sweeps.map(
    (sweep) => `${sweepTitle(sweep)} (${sweep.tool.name} ${sweep.tool.version}, build ${sweep.tool.build})`,
  );
  return [
    `A: ${a}`,
    `B: ${b}`,
    ...workloadNote(comparison),
    ...table(COLUMNS, summaryRows(comparison, sweeps[0])),
    ...(comparison.workloads ?? []).flatMap((own) => [
      `${own.workload}:`,
      ...table(COLUMNS, summaryRows(own, sweeps[0])).map((line) => `  ${line}`),
    ]),
    ...changeLines(comparison, sweeps[0]),
    ...comparison.inputs.map(({ file, sha256 }) => `input: ${file} ${inputText(sha256)}`),
    "",
  ].join("\n");
}

/** Rates and costs of other samples can be set side by side, but do not say which design is better. */
function workloadNote({ sweeps: [a, b] }: SweepComparison): readonly string[] {
  const [left, right] = [a, b].map(({ question }) => [...question.workloads].sort().join(", "));
  return left === right ? [] : [`note: not the same work (${left}; ${right}), so neither can beat the other`];
}

const right = (header: string): Column => ({ header, align: "right" });
const COLUMNS: readonly Column[] = [{ header: "", align: "left" }, right("A"), right("B"), right("%")];

function summaryRows(
  comparison: FrontComparison,
  sweep: SavedSweep,
): readonly (readonly { text: string }[])[] {
  const { points, feasible, front, beaten, best, hypervolume } = comparison;
  const counts: readonly (readonly [string, readonly [number, number]])[] = [
    ["points", points],
    ["fit", feasible],
    ["on the front", front],
    ["of these beaten by the other", beaten],
  ];
  return [
    ...counts.map(([what, [a, b]]) => row(what, figure(a, ""), figure(b, ""), "")),
    ...best.map(({ metric, values: [a, b] }) => {
      const definition = metricOf(sweep, metric);
      const change = a === null || b === null ? NO_FIGURE : percent(b / a - 1, true);
      return row(
        `best ${definition.label}`,
        metricFigure(a, definition),
        metricFigure(b, definition),
        change,
      );
    }),
    ...(hypervolume === undefined
      ? []
      : [row("hypervolume in a common box", percent(hypervolume[0]), percent(hypervolume[1]), "")]),
  ];
}

const row = (...texts: readonly string[]): readonly { text: string }[] => texts.map((text) => ({ text }));

function changeLines({ same }: SweepComparison, sweep: SavedSweep): readonly string[] {
  if (same.points === 0)
    return ["no point of one that is kept in full has the coordinates of one of the other"];
  if (same.changes.length === 0) return [`${same.points} points kept in full are in both: no difference`];
  const columns = [COLUMNS[0]!, right("least"), right("median"), right("most")];
  const rows = same.changes.map(({ metric, least, median, most }) =>
    row(metricOf(sweep, metric).label, ...[least, median, most].map((change) => percent(change, true))),
  );
  return [
    `${same.points} points kept in full are in both; B over A there:`,
    ...table(columns, rows).map((line) => `  ${line}`),
  ];
}

function inputText([a, b]: readonly [string | null, string | null]): string {
  if (a === null) return "only in B";
  return b === null ? "only in A" : "differs";
}
