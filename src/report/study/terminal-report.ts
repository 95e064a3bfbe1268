import { savedIllegalText } from "./illegal-text.ts";
import type { SavedResults } from "../../result/saved/result.ts";
import { NO_COLOURS, type Colours } from "../parts/colours.ts";
import { figure, parameterCount, times } from "../parts/figures.ts";
import { findingsOf, type Leader, type WorkloadFindings } from "./findings.ts";
import {
  BASIS_LABEL,
  equalFootingsOf,
  growthTexts,
  isScaled,
  nameOf,
  outcomesOf,
  type Outcome,
} from "./reading.ts";
import { displayWidth, indent, table, wrap, type Column } from "../parts/table.ts";
import { claimsBlock, diagnosticsBlock, effortBlock, expectationsBlock } from "./terminal-judgements.ts";
import { outcomeTable } from "./terminal-outcomes.ts";
import { summaryBlocks } from "./terminal-summary.ts";
import { timeBars } from "./time-bar.ts";

export interface TerminalOptions {
  readonly width: number;
  readonly colour?: Colours;
  /** Ids of the metrics that tables show, in this order; absent or empty: those that name the table. */
  readonly metrics?: readonly string[];
  /** Tables, bars, reasons and warnings of every workload, however many there are. */
  readonly verbose?: boolean;
}

/** The whole answer in one screen or two: in full where a workload stands alone or it is asked for, else in short. */
export function terminalReport(
  results: SavedResults,
  { width, colour = NO_COLOURS, metrics = [], verbose = false }: TerminalOptions,
): string {
  const short = results.workloads.length > 1 && metrics.length === 0 && !verbose;
  const blocks = [
    [colour.bold(results.study.name), ...wrap(results.study.question, width)],
    ...(short ? summaryBlocks(results, width, colour) : detailedBlocks(results, { width, colour, metrics })),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

type Detail = Required<Omit<TerminalOptions, "verbose">>;

/** A block per workload, then claims with their reasons, expectations, warnings and conventions. */
function detailedBlocks(results: SavedResults, detail: Detail): readonly (readonly string[])[] {
  const { width, colour } = detail;
  return [
    ...findingsOf(results).map((finding) => workloadBlock(results, finding, detail)),
    claimsBlock(results, width, colour),
    expectationsBlock(results, width, colour),
    effortBlock(results, width, colour),
    diagnosticsBlock(results, width, colour),
    [flopsConvention(results), ...expectedErrors(results)]
      .flatMap((text) => wrap(text, width))
      .map((line) => colour.dim(line)),
  ];
}

/** How far step times of such runs are off, once for all results that it holds for. */
function expectedErrors({ results }: SavedResults): readonly string[] {
  const notes = results.flatMap(({ diagnostics }) => diagnostics.map(({ text }) => text));
  return [...new Set(notes.filter((text) => text.startsWith("validated: ")))];
}

/** MFU without its convention says little. */
function flopsConvention(results: SavedResults): string {
  const formula = results.metrics.find(({ id }) => id === "mfu")?.formula;
  return formula === undefined ? "" : `MFU: ${formula}`;
}

function workloadBlock(
  results: SavedResults,
  finding: WorkloadFindings,
  { width, colour, metrics }: Detail,
): readonly string[] {
  const outcomes = outcomesOf(results, finding.workload);
  const feasible = outcomes.filter((o) => o.shown.feasible);
  return [
    `${colour.bold(finding.workload.name)}  ${colour.dim(parameterCount(finding.workload.parameters))}`,
    ...indent(leaders(finding, width - 2, colour)),
    ...spaced(indent(outcomeTable(results, feasible, { width: width - 2, colour, metrics }))),
    ...outcomes.filter((o) => !o.shown.feasible).flatMap((o) => misfit(o, width, colour)),
    ...spaced(indent(footingTable(results, finding.workload.id, colour))),
    ...growthTexts(results, finding.workload.id)
      .flatMap((text) => indent(wrap(text, width - 6), 4))
      .map((line) => colour.dim(line)),
    ...spaced(indent(timeBars(feasible, width - 2, colour))),
  ];
}
const spaced = (lines: readonly string[]): readonly string[] => (lines.length > 0 ? ["", ...lines] : []);

const same = (text: string): string => text;

function misfit({ system, shown }: Outcome, width: number, colour: Colours): readonly string[] {
  const why = shown.infeasible;
  if (shown.illegal)
    return [
      `    ${system.name}  ${colour.red("has no such plan")}`,
      ...indent(wrap(savedIllegalText(shown.illegal), width - 6), 6).map((line) => colour.dim(line)),
    ];
  if (!why) return [`    ${system.name}  ${colour.red("does not fit")}`];
  const amount = (value: number): string => figure(value, why.unit);
  const parts = Object.entries(why.breakdown).map(([part, value]) => `${part} ${amount(value)}`);
  const detail = [
    `${why.resource} needs ${amount(why.demand)}, has ${amount(why.bound)} (over by ${amount(why.gap)})`,
    ...(why.where === undefined ? [] : [`on ${why.where}`]),
    ...(parts.length > 0 ? [parts.join(", ")] : []),
    ...(why.levers.length > 0 ? [`would fit with: ${why.levers.join(", or ")}`] : []),
  ];
  return [
    `    ${system.name}  ${colour.red("does not fit")}`,
    ...detail.flatMap((line) => indent(wrap(line, width - 6), 6)).map((line) => colour.dim(line)),
  ];
}

/** Before a figure that was scaled in proportion. */
const SCALED = "~";

/** Times better than the baseline: one row a machine, one column a basis. */
function footingTable(results: SavedResults, workload: string, colour: Colours): readonly string[] {
  const footings = equalFootingsOf(results, workload);
  const [first] = footings;
  if (!first || footings.length < 2) return [];
  const rows = first.rows
    .filter((row) =>
      footings.some((f) => f.rows.find((r) => r.system === row.system)?.advantage !== undefined),
    )
    .map(({ system }) => [
      { text: `${system === results.study.baseline ? "▸" : " "} ${nameOf(results, system)}` },
      ...footings.map((f) => {
        const row = f.rows.find((r) => r.system === system);
        const ratio = row?.advantage;
        const mark = row && isScaled(row) ? SCALED : "";
        return { text: `${mark}${times(ratio)}`, paint: ratio && ratio >= 1.005 ? colour.green : same };
      }),
    ]);
  const columns: readonly Column[] = [
    { header: `  ${first.metric.label.toLowerCase()}`, align: "left" },
    ...footings.map((f): Column => ({ header: BASIS_LABEL[f.basis], align: "right" })),
  ];
  if (rows.length < 2) return [];
  const scaled = footings.some((f) => f.rows.some((row) => row.advantage !== undefined && isScaled(row)));
  const note = `  ${SCALED} in proportion from its own size: it has no other`;
  return [...table(columns, rows, colour.dim), ...(scaled ? [colour.dim(note)] : [])];
}

/** Who leads in what, several to a line; none is broken. */
function leaders(finding: WorkloadFindings, width: number, colour: Colours): readonly string[] {
  if (finding.fits === 0)
    return finding.evaluated === 1 ? [] : [colour.red("fits on none of these machines")];
  const lines: string[] = [];
  for (const leader of finding.leaders) {
    const said = leaderText(leader);
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(`${last} · ${said}`) <= width)
      lines[lines.length - 1] = `${last} · ${said}`;
    else lines.push(said);
  }
  return lines;
}

function leaderText({ respect, system, figure: own, overBaseline, certain }: Leader): string {
  const ratio = own === undefined ? ` (${times(overBaseline)})` : "";
  return `${respect}: ${system.name}${own === undefined ? "" : ` ${own}`}${ratio}${certain ? "" : " (ranges overlap)"}`;
}
