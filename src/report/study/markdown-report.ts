import { savedIllegalText } from "./illegal-text.ts";
import type { SavedResults } from "../../result/saved/result.ts";
import {
  fidelityGap,
  figure,
  metricFigure,
  metricRange,
  NO_FIGURE,
  parameterCount,
  percent,
  times,
} from "../parts/figures.ts";
import { findingsOf, type WorkloadFindings } from "./findings.ts";
import {
  claimsSection,
  effortSection,
  expectationsSection,
  flopsSection,
  inputsSection,
  machineSections,
  notesSection,
} from "./markdown-evidence.ts";
import { escaped, markdownTable, titled } from "../parts/markdown-table.ts";
import { planSummary } from "./plan-summary.ts";
import { tilesText } from "./tiles-text.ts";
import {
  BASIS_LABEL,
  durationMetric,
  footingsOf,
  growthTexts,
  isScaled,
  nameOf,
  outcomesOf,
  tableMetrics,
  shares,
  words,
  type Outcome,
} from "./reading.ts";

/** `report.md`: what a reviewer reads in a diff. No dates, no paths outside the study: same results, same bytes. */
export function markdownReport(results: SavedResults): string {
  const sections = [
    heading(results),
    ...findingsOf(results).map((finding) => workloadSection(results, finding)),
    ...machineSections(results),
    claimsSection(results),
    expectationsSection(results),
    effortSection(results),
    flopsSection(results),
    inputsSection(results),
    notesSection(results),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function heading(results: SavedResults): readonly string[] {
  const { study } = results;
  const notes = study.notes?.trim().split(/\n\s*\n/) ?? [];
  return [
    `# ${escaped(study.name)}`,
    "",
    escaped(study.question),
    ...notes.flatMap((paragraph) => ["", escaped(paragraph)]),
    "",
    (results.systems.length > 1
      ? `Ratios refer to ${escaped(nameOf(results, study.baseline))}; above 1 is better. `
      : "") +
      `Figures in parentheses are low – high over the uncertain inputs; ~ marks what was scaled in proportion from ` +
      `another size. ${conventionOf(results)}Made by ${results.tool.name} ${results.tool.version}.`,
  ];
}

const conventionOf = ({ metrics }: SavedResults): string => {
  const mfu = metrics.find(({ id }) => id === "mfu");
  return mfu === undefined ? "" : `${escaped(`${mfu.label}: ${mfu.formula}`)} `;
};

function workloadSection(results: SavedResults, finding: WorkloadFindings): readonly string[] {
  const outcomes = outcomesOf(results, finding.workload);
  const feasible = outcomes.filter((o) => o.shown.feasible);
  return [
    `## ${escaped(finding.workload.name)}`,
    "",
    `${parameterCount(finding.workload.parameters)}. ${leaderSentences(finding)}`.trimEnd(),
    ...spaced(metricsTable(results, feasible)),
    ...spaced(outcomes.filter((o) => !o.shown.feasible).map(misfit)),
    ...titled("Times better than the baseline", footingTable(results, finding.workload.id)),
    ...spaced(growthTexts(results, finding.workload.id).map(escaped)),
    ...titled(
      "Where the time goes",
      shareTable(feasible, (o) => o.shown.breakdown.timeSeconds),
    ),
    ...titled("Memory of the fullest chip", sramTable(feasible)),
    ...spaced(fullestTiles(feasible)),
    ...titled(
      "Plans",
      feasible.length > 0
        ? markdownTable(
            ["Machine", "Plan"],
            feasible.map((o) => [o.system.name, planSummary(o.shown.plan)]),
            2,
          )
        : [],
    ),
  ];
}
const spaced = (lines: readonly string[]): readonly string[] => (lines.length > 0 ? ["", ...lines] : []);

function leaderSentences({ leaders, fits, evaluated }: WorkloadFindings): string {
  if (fits === 0) return `Fits on none of ${evaluated} machines.`;
  if (evaluated === 1) return "";
  if (leaders.length === 0) return `Fits on ${fits} of ${evaluated} machines.`;
  const said = leaders.map(({ respect, system, figure: own, overBaseline, certain }) => {
    const facts = [
      own,
      overBaseline === undefined ? undefined : `${times(overBaseline)} the baseline`,
      certain ? undefined : "ranges overlap",
    ];
    const inside = facts.filter((fact) => fact !== undefined).join(", ");
    return `${respect}: ${system.name}${inside === "" ? "" : ` (${inside})`}`;
  });
  const [first = "", ...rest] = said;
  const sentence = [first.charAt(0).toUpperCase() + first.slice(1), ...rest].join("; ");
  return `Fits on ${fits} of ${evaluated} machines. ${escaped(sentence)}.`;
}

function metricsTable(results: SavedResults, outcomes: readonly Outcome[]): readonly string[] {
  if (outcomes.length === 0) return [];
  const duration = durationMetric(results, outcomes);
  const metrics = tableMetrics(results, outcomes);
  const rows = outcomes.map((o) => [
    o.system.name,
    ...metrics.map((m) => {
      const range = m === duration ? metricRange(o.shown.ranges?.[m.id], m) : undefined;
      return metricFigure(o.shown.metrics[m.id], m) + (range ? ` (${range})` : "");
    }),
    eventOverAnalytic(o),
  ]);
  return markdownTable(["Machine", ...metrics.map((m) => m.label), "Event over analytic"], rows);
}

function eventOverAnalytic({ analytic, event }: Outcome): string {
  const [a, e] = [analytic?.metrics["stepTimeSeconds"], event?.metrics["stepTimeSeconds"]];
  return a && e ? fidelityGap(e / a - 1) : NO_FIGURE;
}

function misfit({ system, shown }: Outcome): string {
  const why = shown.infeasible;
  if (shown.illegal)
    return `- **${escaped(system.name)}** has no such plan: ${escaped(savedIllegalText(shown.illegal))}.`;
  if (!why) return `- **${escaped(system.name)}** does not fit.`;
  const amount = (value: number): string => figure(value, why.unit);
  const parts = Object.entries(why.breakdown).map(([part, value]) => `${words(part)} ${amount(value)}`);
  const held = parts.length > 0 ? ` (${parts.join(", ")})` : "";
  const on = why.where === undefined ? "" : ` on ${why.where}`;
  const levers = why.levers.length > 0 ? ` Would fit with: ${why.levers.join(", or ")}.` : "";
  const text = `${why.resource} needs ${amount(why.demand)}${held}${on}, has ${amount(why.bound)}: over by ${amount(why.gap)}.${levers}`;
  return `- **${escaped(system.name)}** does not fit: ${escaped(text)}`;
}

function footingTable(results: SavedResults, workload: string): readonly string[] {
  const footings = footingsOf(results, workload);
  const [first] = footings;
  if (first === undefined || first.rows.length < 2) return [];
  const header = footings.map((f) => `${f.metric.label}, ${BASIS_LABEL[f.basis]}`);
  const rows = first.rows.map(({ system }) => [
    nameOf(results, system),
    ...footings.map((f) => {
      const row = f.rows.find((one) => one.system === system);
      return `${row && isScaled(row) ? "~" : ""}${times(row?.advantage)}`;
    }),
  ]);
  return markdownTable(["Machine", ...header], rows);
}

function shareTable(
  outcomes: readonly Outcome[],
  partsOf: (outcome: Outcome) => Readonly<Record<string, number>>,
): readonly string[] {
  const byOutcome = outcomes.map((o) => new Map(shares(partsOf(o))));
  const categories = [...new Set(byOutcome.flatMap((parts) => [...parts.keys()]))];
  if (categories.length === 0) return [];
  const rows = outcomes.map((o, i) => [
    o.system.name,
    ...categories.map((c) => percent(byOutcome[i]?.get(c))),
  ]);
  return markdownTable(["Machine", ...categories.map(words)], rows);
}

/** Which tiles of the fullest chip are fullest, and in which step. */
function fullestTiles(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.flatMap(({ system, shown }) => {
    const said = tilesText(shown.tiles);
    return said === undefined ? [] : [`- **${escaped(system.name)}**: ${escaped(said)}.`];
  });
}

function sramTable(outcomes: readonly Outcome[]): readonly string[] {
  const tiled = outcomes.filter((o) => o.shown.breakdown.memoryBytes.sramLimit > 0);
  const categories = [...new Set(tiled.flatMap((o) => Object.keys(o.shown.breakdown.memoryBytes.sram)))];
  if (tiled.length === 0) return [];
  const rows = tiled.map((o) => {
    const { sram, sramLimit } = o.shown.breakdown.memoryBytes;
    const used = Object.values(sram).reduce((sum, bytes) => sum + bytes, 0);
    return [
      o.system.name,
      ...categories.map((c) => figure(sram[c], "B")),
      figure(used, "B"),
      figure(sramLimit, "B"),
      percent(used / sramLimit),
    ];
  });
  return markdownTable(["Machine", ...categories.map(words), "Used", "Limit", "Share"], rows);
}
