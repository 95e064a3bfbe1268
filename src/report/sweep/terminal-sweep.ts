import type { SavedSweep } from "../../explore/sweep/saved-sweep.ts";
import { workloadViews } from "../../explore/sweep/workload-views.ts";
import { percent } from "../parts/figures.ts";
import { table, type Column } from "../parts/table.ts";
import {
  coordinateText,
  DEGREES_LABEL,
  degreesText,
  kneeOf,
  metricOf,
  metricText,
  mixedNote,
  weightsText,
} from "./sweep-figures.ts";

const ROWS_SHOWN = 20;

/** What a sweep found, for a terminal: counts, what lacked, and each front, best of the first objective first. */
export function terminalSweep(sweep: SavedSweep): string {
  const views = workloadViews(sweep);
  if (sweep.workloads === undefined) return `${[...mixedNote(sweep), ...viewLines(sweep)].join("\n")}\n`;
  const blocks = views.map((view) =>
    [`${view.question.workloads[0]}: ${viewLines(view).join("\n")}`, ""].join("\n"),
  );
  return `${countsLine(sweep)}, each workload on its own\n\n${blocks.join("\n")}`;
}

/** Of points that are held against one another. */
function viewLines(sweep: SavedSweep): readonly string[] {
  const { front } = sweep;
  const lines = [countsLine(sweep), ...lacksLine(sweep)];
  if (front.size === 0) return lines;
  const more = front.size > ROWS_SHOWN ? [`and ${front.size - ROWS_SHOWN} more`] : [];
  return [...lines, ...volumeLine(sweep), ...frontLines(sweep), ...more];
}

function countsLine(sweep: SavedSweep): string {
  const objectives = sweep.objectives.map(({ metric, better }) => `${metric}:${better}`).join(", ");
  const { weights } = sweep.question;
  const sum = weights === undefined ? "" : `, summed over ${weightsText(weights)}`;
  return `${sweep.points} points, ${sweep.feasible} fit, ${sweep.front.size} on the front of ${objectives}${sum}`;
}

function lacksLine({ lacks, sample }: SavedSweep): readonly string[] {
  if (lacks.length === 0) return [];
  const said = lacks.slice(0, 3).map(({ resource, count }) => `${resource} (${count})`);
  return [`what does not fit lacks, among ${sample.length} points: ${said.join(", ")}`];
}

function volumeLine({ front }: SavedSweep): readonly string[] {
  if (front.hypervolume === undefined || front.size < 2) return [];
  return [`the front beats ${percent(front.hypervolume.share)} of the box between its best and the worst`];
}

function frontLines(sweep: SavedSweep): readonly string[] {
  const { axes, objectives, front } = sweep;
  const knee = kneeOf(sweep);
  const right = (header: string): Column => ({ header, align: "right" });
  const columns = [
    right("point"),
    ...axes.map(({ name }) => right(name)),
    ...objectives.map(({ metric }) => right(metricOf(sweep, metric).label)),
    { header: DEGREES_LABEL.toLowerCase(), align: "left" } as const,
  ];
  const rows = front.points
    .slice(0, ROWS_SHOWN)
    .map((point) => [
      { text: String(point.index) },
      ...axes.map((axis) => ({ text: coordinateText(point, axis) })),
      ...objectives.map(({ metric }) => ({ text: metricText(point, metricOf(sweep, metric)) })),
      { text: `${degreesText(sweep, point)}${point.index === knee ? "  ← knee" : ""}` },
    ]);
  return table(columns, rows);
}
