import type { SavedSweep } from "../../explore/sweep/saved-sweep.ts";
import { workloadViews } from "../../explore/sweep/workload-views.ts";
import { figure, metricFigure, percent } from "../parts/figures.ts";
import { escaped, markdownTable } from "../parts/markdown-table.ts";
import { columnsOf, notablePoints } from "./front-table.ts";
import { marginalEffect } from "./marginal-effect.ts";
import { pointCommand } from "./point-command.ts";
import { FLOPS_CONVENTION, questionRows } from "./provenance.ts";
import {
  coordinateText,
  DEGREES_LABEL,
  degreesText,
  metricOf,
  metricText,
  mixedNote,
  ownAxes,
  questionText,
  sweepTitle,
  volumeText,
} from "./sweep-figures.ts";

const ROWS_SHOWN = 50;

/** `report.md` of a sweep: same findings, same bytes. */
export function markdownSweep(sweep: SavedSweep): string {
  const own = sweep.workloads === undefined ? [] : workloadViews(sweep);
  const sections = [
    [...heading(sweep), ...mixedNote(sweep).flatMap((note) => ["", note])],
    ...(own.length > 0 ? own.flatMap(workloadSections) : frontSections(sweep, "##")),
    provenanceSection(sweep),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** One workload of several: what was found of it, under its name. */
function workloadSections(view: SavedSweep): readonly (readonly string[])[] {
  return [[`## ${escaped(view.question.workloads[0]!)}`, "", ...counts(view)], ...frontSections(view, "###")];
}

const frontSections = (sweep: SavedSweep, level: string): readonly (readonly string[])[] =>
  sweep.front.size > 0
    ? [frontSection(sweep, level), effectsSection(sweep, level), commandsSection(sweep, level)]
    : [];

function heading(sweep: SavedSweep): readonly string[] {
  return [
    `# ${escaped(sweepTitle(sweep))}`,
    "",
    ...about(sweep).flatMap((paragraph) => [escaped(paragraph), ""]),
    ...counts(sweep),
  ];
}

function counts(sweep: SavedSweep): readonly string[] {
  const { points, feasible, front, lacks, sample } = sweep;
  const lacked = lacks.map(({ resource, count }) => `${resource} (${count})`).join(", ");
  const volume = front.hypervolume;
  return [
    `${figure(points, "")} points: ${figure(feasible, "")} fit (${percent(feasible / points)}), ${figure(front.size, "")} are on the front.` +
      (lacks.length > 0 ? escaped(` Lacked, among ${sample.length} points sampled: ${lacked}.`) : ""),
    ...(volume === undefined
      ? []
      : ["", escaped(`Hypervolume of the front: ${percent(volume.share)}. ${volumeText(sweep)}`)]),
  ];
}

/** The study's own question and notes, then what that means for designs. */
function about(sweep: SavedSweep): readonly string[] {
  const { study } = sweep.question;
  const words =
    study === undefined ? [] : [study.question, ...(study.notes === undefined ? [] : [study.notes.trim()])];
  return [...words, questionText(sweep)];
}

function frontSection(sweep: SavedSweep, level: string): readonly string[] {
  const notable = notablePoints(sweep);
  const metrics = columnsOf(sweep).map((id) => metricOf(sweep, id));
  const { points, size } = sweep.front;
  const shown = points.filter(({ index }, at) => at < ROWS_SHOWN || notable.has(index));
  const header = [
    "Point",
    ...sweep.axes.map(({ name }) => name),
    ...metrics.map(({ label }) => label),
    DEGREES_LABEL,
    "",
  ];
  const rows = shown.map((point) => [
    String(point.index),
    ...sweep.axes.map((axis) => coordinateText(point, axis)),
    ...metrics.map((metric) => metricText(point, metric)),
    degreesText(sweep, point),
    notable.get(point.index) ?? "",
  ]);
  const more = size > shown.length ? ["", `${size - shown.length} more points are on the front.`] : [];
  return [`${level} Front`, "", ...markdownTable(header, rows), ...more];
}

/** Medians of the objectives over each axis. */
function effectsSection(sweep: SavedSweep, level: string): readonly string[] {
  const lines = ownAxes(sweep).flatMap((axis) => {
    const effects = sweep.objectives.map((_, at) => marginalEffect(sweep, axis, at));
    const groups = effects[0] ?? [];
    if (groups.length < 2) return [];
    const header = [axis.name, ...sweep.objectives.map(({ metric }) => metricOf(sweep, metric).label), "Fit"];
    const rows = groups.map((group, row) => [
      group.label,
      ...sweep.objectives.map(({ metric }, at) => {
        const definition = metricOf(sweep, metric);
        const own = effects[at]?.[row];
        if (own === undefined) return "";
        const [low, median, high] = [own.low, own.median, own.high].map((value) =>
          metricFigure(value, definition),
        );
        return `${median} (${low} – ${high})`;
      }),
      `${group.feasible} of ${group.sampled}`,
    ]);
    return ["", `${level}# ${axis.name}`, "", ...markdownTable(header, rows)];
  });
  if (lines.length === 0) return [];
  return [
    `${level} What each axis does`,
    "",
    "Median over the sampled points that fit, in parentheses the 10th to the 90th percentile; the other axes vary along.",
    ...lines,
  ];
}

function commandsSection(sweep: SavedSweep, level: string): readonly string[] {
  const notable = notablePoints(sweep);
  const points = sweep.front.points.filter(({ index }) => notable.has(index));
  const commands = points.flatMap((point) => [
    `# point ${point.index}: ${notable.get(point.index)}`,
    pointCommand(sweep, point),
  ]);
  return [`${level} Points in full`, "", "```sh", ...commands, "```"];
}

function provenanceSection(sweep: SavedSweep): readonly string[] {
  const formulas = columnsOf(sweep)
    .map((id) => metricOf(sweep, id))
    .filter(({ formula }) => formula !== "");
  return [
    "## Question and inputs",
    "",
    ...markdownTable(
      ["", "Asked"],
      questionRows(sweep).map(([term, value]) => [term, value]),
      2,
    ),
    "",
    FLOPS_CONVENTION,
    "",
    ...formulas.map(({ label, formula }) => `- ${escaped(`${label}: ${formula}`)}`),
    "",
    ...markdownTable(
      ["File", "SHA-256"],
      sweep.inputs.map(({ file, sha256 }) => [file, sha256]),
      2,
    ),
  ];
}
