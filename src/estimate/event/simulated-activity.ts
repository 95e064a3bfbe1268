import type { TimeCategory } from "../priced-plan.ts";
import type { FoldedReplicas } from "./fold-replicas.ts";
import type { ActivityRun, SegmentRun } from "./run-round.ts";

/** One activity as it ran in the step: a row of a trace or a Gantt chart. Times in seconds of the step. */
export interface SimulatedActivity {
  readonly machine: number;
  readonly row: string;
  readonly label: string;
  readonly category: TimeCategory;
  readonly start: number;
  readonly end: number;
  readonly segments: readonly SimulatedSegment[];
}
export interface SimulatedSegment {
  readonly label: string;
  readonly resource: "tiles" | "links" | "gateway" | "streaming" | "host";
  readonly category: TimeCategory;
  readonly start: number;
  readonly end: number;
}

/** `iteration` counts the repetitions of the block: micro-batches move on by one each time. */
export function simulatedActivity(
  { activity, start, end, segments }: ActivityRun,
  offset: number,
  iteration: number,
  fold: FoldedReplicas,
): SimulatedActivity {
  const { microBatch, label } = activity;
  const parts = segments.map((run) => simulatedSegment(run, offset));
  return {
    machine: fold.machineOf(activity.chip),
    row: activity.row,
    label: microBatch === undefined || activity.times > 1 ? label : `${label} ${microBatch + iteration}`,
    category: longestCategory(parts),
    start: offset + start,
    end: offset + end,
    segments: parts,
  };
}

function simulatedSegment(
  { segment, repetitions, start, end }: SegmentRun,
  offset: number,
): SimulatedSegment {
  const times = { start: offset + start, end: offset + end };
  if (segment === undefined)
    return { label: `${repetitions} more alike`, resource: "tiles", category: "matmul", ...times };
  return { label: segment.label, resource: segment.resource, category: mainCategory(segment.time), ...times };
}

/** The category that takes most of a time. */
export function mainCategory(time: Readonly<Partial<Record<TimeCategory, number>>>): TimeCategory {
  let main: TimeCategory = "matmul";
  for (const [category, seconds] of Object.entries(time) as [TimeCategory, number][])
    if (seconds > (time[main] ?? 0)) main = category;
  return main;
}

function longestCategory(segments: readonly SimulatedSegment[]): TimeCategory {
  const time: Partial<Record<TimeCategory, number>> = {};
  for (const { category, start, end } of segments) time[category] = (time[category] ?? 0) + (end - start);
  return mainCategory(time);
}
