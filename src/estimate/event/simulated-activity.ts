import type { Resource, TimeCategory } from "../priced-plan.ts";
import type { FoldedReplicas } from "./fold-replicas.ts";
import type { ActivityRun, SegmentRun } from "./round-run.ts";

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
  readonly resource: Resource;
  readonly category: TimeCategory;
  readonly start: number;
  readonly end: number;
  /** Sent by one chip, or moved for it. */
  readonly bytes: number;
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
  { compiled, repetitions, start, end }: SegmentRun,
  offset: number,
): SimulatedSegment {
  const [from, to] = [offset + start, offset + end];
  if (compiled === undefined)
    return {
      label: `${repetitions} more alike`,
      resource: "tiles",
      category: "matmul",
      start: from,
      end: to,
      bytes: 0,
    };
  const { segment, category } = compiled;
  const { label, resource, bytes } = segment;
  return { label, resource, category, start: from, end: to, bytes };
}

/** The category whose segments take longest. */
function longestCategory(segments: readonly SimulatedSegment[]): TimeCategory {
  const time = new Map<TimeCategory, number>();
  for (const { category, start, end } of segments)
    time.set(category, (time.get(category) ?? 0) + (end - start));
  let longest: TimeCategory = segments[0]?.category ?? "matmul";
  for (const [category, seconds] of time) if (seconds > time.get(longest)!) longest = category;
  return longest;
}
