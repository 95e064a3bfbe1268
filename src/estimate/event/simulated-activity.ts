import type { Resource, Segment, TimeCategory, Traffic } from "../priced-plan.ts";
import type { FoldedReplicas } from "./fold-replicas.ts";
import { layerRuns, type LayerRun, type LayersBefore } from "./layer-runs.ts";
import type { ActivityRun, SegmentRun } from "./round-run.ts";

/** One activity as it ran in the step: a row of a trace or a Gantt chart. Times in seconds of the step. */
export interface SimulatedActivity {
  readonly machine: number;
  readonly row: string;
  /** Of a pipeline. */
  readonly stage?: number;
  readonly label: string;
  readonly category: TimeCategory;
  readonly start: number;
  readonly end: number;
  readonly segments: readonly SimulatedSegment[];
  /** Which of the segments are runs of which layers, in order; of repetitions those of the first. */
  readonly layers: readonly LayerRun[];
}
export interface SimulatedSegment {
  readonly label: string;
  readonly resource: Resource;
  readonly category: TimeCategory;
  readonly start: number;
  readonly end: number;
  /** Sent by one chip, or moved for it. */
  readonly bytes: number;
  /** Seconds that it was priced with, and where they go. */
  readonly priced: number;
  readonly time: Segment["time"];
  readonly pattern?: Traffic["pattern"];
}

interface Shown {
  readonly fold: FoldedReplicas;
  readonly layersBefore: LayersBefore;
  readonly options: { readonly wholeStep: boolean };
}

/** `iteration` counts the repetitions of the block: micro-batches move on by one each time. */
export function simulatedActivity(
  { activity, start, end, segments }: ActivityRun,
  offset: number,
  iteration: number,
  { fold, layersBefore, options: { wholeStep } }: Shown,
): SimulatedActivity {
  const { microBatch, label, row } = activity;
  const runs = wholeStep ? repeated(segments, activity.segments.length) : segments;
  const parts = runs.map((run) => simulatedSegment(run, offset));
  const [, number] = /stage (\d+)$/.exec(row) ?? [];
  const stage = number === undefined ? undefined : Number(number);
  return {
    machine: fold.machineOf(activity.chip),
    row,
    ...(stage !== undefined && { stage }),
    label: microBatch === undefined || activity.times > 1 ? label : `${label} ${microBatch + iteration}`,
    category: longestCategory(parts),
    start: offset + start,
    end: offset + end,
    segments: parts,
    layers: layerRuns(
      activity.segments,
      stage === undefined ? undefined : layersBefore[stage],
      label.includes("backward"),
    ),
  };
}

/** Repetitions that were multiplied as so many runs of the last one. */
function repeated(segments: readonly SegmentRun[], each: number): readonly SegmentRun[] {
  const last = segments.at(-1);
  if (last?.compiled !== undefined || last === undefined) return segments;
  const ran = segments.slice(0, -1);
  const one = ran.slice(-each);
  const seconds = one.at(-1)!.end - one[0]!.start;
  return [
    ...ran,
    ...Array.from({ length: last.repetitions }, (_, at) =>
      one.map((run) => ({
        ...run,
        start: run.start + (at + 1) * seconds,
        end: run.end + (at + 1) * seconds,
      })),
    ).flat(),
  ];
}

function simulatedSegment(
  { compiled, repetitions, start, end }: SegmentRun,
  offset: number,
): SimulatedSegment {
  const times = { start: offset + start, end: offset + end };
  if (compiled === undefined)
    return {
      ...{ label: `${repetitions} more alike`, resource: "tiles", category: "matmul", bytes: 0 },
      ...{ priced: 0, time: {}, ...times },
    };
  const { segment, category } = compiled;
  const { label, resource, bytes, seconds, time, traffic } = segment;
  const pattern = traffic?.pattern;
  return { label, resource, category, bytes, priced: seconds, time, ...times, ...(pattern && { pattern }) };
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
