import type { SavedResult, SavedResults } from "../../result/saved/result.ts";
import { trustOf } from "../../result/saved/trust.ts";
import type { Colours } from "../parts/colours.ts";
import { figure, metricFigure, parameterCount, times } from "../parts/figures.ts";
import { displayWidth, indent, wrap } from "../parts/table.ts";
import { findingsOf, type Leader, type WorkloadFindings } from "./findings.ts";
import { durationMetric, outcomesOf, VERDICT, type Outcome } from "./reading.ts";
import { effortBlock, expectationsBlock } from "./terminal-judgements.ts";

/**
 * A study of several workloads in two screens: what it asked, three lines a workload (how far its figures can be
 * trusted, how long each machine takes, who leads in what else), the claims that do not hold, and the point of it
 * all in the last lines. Tables, bars, reasons and warnings are the detailed report's.
 */
export function summaryBlocks(
  results: SavedResults,
  width: number,
  colour: Colours,
): readonly (readonly string[])[] {
  const findings = findingsOf(results);
  return [
    findings.flatMap((finding) => workloadLines(results, finding, width, colour)),
    claimLines(results, width, colour),
    expectationsBlock(results, width, colour),
    effortBlock(results, width, colour),
    verdictLines(results, findings, width, colour),
  ];
}

function workloadLines(
  results: SavedResults,
  finding: WorkloadFindings,
  width: number,
  colour: Colours,
): readonly string[] {
  const { name, parameters } = finding.workload;
  const outcomes = outcomesOf(results, finding.workload);
  const about = `${parameterCount(parameters)} · ${trust(outcomes)}`;
  const room = width - 2;
  return [
    displayWidth(`${name}  ${about}`) <= width
      ? `${colour.bold(name)}  ${colour.dim(about)}`
      : colour.bold(cut(name, width)),
    ...indent(wrapped(durations(results, outcomes), ", ", room)),
    ...indent(oneLine(otherLeaders(finding).map(leads), room)).map((line) => colour.dim(line)),
  ];
}

/** How many of the machines' figures stand within what was measured, for all of a workload. */
function trust(outcomes: readonly Outcome[]): string {
  const fits = outcomes.filter(({ shown }) => shown.feasible);
  const within = fits.filter(({ shown }) => isValidated(shown)).length;
  if (fits.length === 0) return "fits on none of these machines";
  if (within === fits.length) return "all measured near";
  if (within === 0) return "none measured near";
  return `${within} of ${fits.length} measured near`;
}

/** A result that carries its expected error, and no warning that it lies beyond the runs that gave it. */
const isValidated = (result: SavedResult): boolean => trustOf(result)?.kind === "validated";

/** "time to train: A 2 hours", "B 3 hours" …, soonest first; then what does not fit. */
function durations(results: SavedResults, outcomes: readonly Outcome[]): readonly string[] {
  const fits = outcomes.filter(({ shown }) => shown.feasible);
  const metric = durationMetric(results, fits);
  if (metric === undefined) return outcomes.map(({ system }) => `${system.name} does not fit`);
  const value = ({ shown }: Outcome): number => shown.metrics[metric.id] ?? Number.POSITIVE_INFINITY;
  const sooner = fits.toSorted((a, b) =>
    metric.better === "lower" ? value(a) - value(b) : value(b) - value(a),
  );
  const said = sooner.map(
    ({ system, shown }) => `${system.name} ${metricFigure(shown.metrics[metric.id], metric)}`,
  );
  const [first = "", ...rest] = said;
  const misfits = outcomes
    .filter(({ shown }) => !shown.feasible)
    .map(({ system }) => `${system.name} does not fit`);
  return [`${metric.label.toLowerCase()}: ${first}`, ...rest, ...misfits];
}

/** Who leads otherwise than by time, what a buyer asks first before the rest. */
function otherLeaders({ leaders }: WorkloadFindings): readonly Leader[] {
  const rank = ({ respect }: Leader): number =>
    ["cheapest", "at equal power", "at equal money"].indexOf(respect) >>> 0;
  return leaders.filter(({ respect }) => respect !== "fastest").toSorted((a, b) => rank(a) - rank(b));
}

const leads = ({ respect, system, figure: own, overBaseline, certain }: Leader): string =>
  `${respect} ${system.name} ${own ?? times(overBaseline)}${certain ? "" : " (ranges overlap)"}`;

/** Parts joined until a line is full; no part is broken. */
function wrapped(parts: readonly string[], separator: string, width: number): readonly string[] {
  const lines: string[] = [];
  parts.forEach((part, at) => {
    const said = at < parts.length - 1 ? `${part}${separator.trimEnd()}` : part;
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(`${last} ${said}`) <= width)
      lines[lines.length - 1] = `${last} ${said}`;
    else lines.push(said);
  });
  return lines.flatMap((line) => wrap(line, width));
}

/** As many of the parts, in their order, as a line holds. */
function oneLine(parts: readonly string[], width: number): readonly string[] {
  let line = "";
  for (const part of parts) {
    const next = line === "" ? part : `${line} · ${part}`;
    if (displayWidth(next) <= width) line = next;
  }
  return line === "" ? [] : [line];
}

/** How many claims hold, and one line for each that does not: its mark, its figures and as much of it as fits. */
function claimLines({ claims }: SavedResults, width: number, colour: Colours): readonly string[] {
  if (claims.length === 0) return [];
  const count = (verdict: keyof typeof VERDICT): number =>
    claims.filter((one) => one.verdict === verdict).length;
  const paint = { held: colour.green, refuted: colour.red, undecided: colour.yellow };
  return [
    `${colour.bold("Claims")}  ${count("held")} hold, ${count("refuted")} refuted, ${count("undecided")} undecided`,
    ...claims
      .filter(({ verdict }) => verdict !== "held")
      .map(({ verdict, left, right, unit, says }) => {
        const figures = `${figure(left, unit)}, claimed ${figure(right, unit)}`;
        const text = cut(says, width - displayWidth(figures) - 7);
        return `  ${paint[verdict](VERDICT[verdict].mark)} ${text}  ${colour.dim(figures)}`;
      }),
  ];
}

/**
 * `text` in `width` columns: where it is longer, its first and last words with an ellipsis between them, since claims
 * that begin alike differ at their ends.
 */
function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const [first = ""] = wrap(text, Math.floor(width / 2) - 1);
  const words = text.split(" ");
  let last = "";
  for (const word of words.toReversed()) {
    if (displayWidth(`${first} … ${word} ${last}`) > width) break;
    last = last === "" ? word : `${word} ${last}`;
  }
  return `${first} … ${last}`.trimEnd();
}

/** Who leads how often, respect by respect, and how many of the figures were never measured near. */
function verdictLines(
  results: SavedResults,
  findings: readonly WorkloadFindings[],
  width: number,
  colour: Colours,
): readonly string[] {
  const respects = [...new Set(findings.flatMap(({ leaders }) => leaders.map(({ respect }) => respect)))];
  const won = respects.map((respect) => {
    const leaders = findings.flatMap((one) => one.leaders.filter((leader) => leader.respect === respect));
    return `${respect}: ${tally(leaders)}`;
  });
  const fits = results.workloads
    .flatMap((one) => outcomesOf(results, one))
    .filter((one) => one.shown.feasible);
  const beyond = fits.filter(({ shown }) => !isValidated(shown)).length;
  const caution = beyond === 0 ? [] : [`${beyond} of ${fits.length} figures lie outside what was measured`];
  return [
    colour.bold(`Who leads, of ${results.workloads.length} workloads`),
    ...indent(wrapped(won, "; ", width - 2)),
    ...indent(caution).map((line) => colour.yellow(line)),
  ];
}

/** "Bow Pod64 3, 64 × A100 2". */
function tally(leaders: readonly Leader[]): string {
  const times = new Map<string, number>();
  for (const { system } of leaders) times.set(system.name, (times.get(system.name) ?? 0) + 1);
  return [...times]
    .toSorted((a, b) => b[1] - a[1])
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}
