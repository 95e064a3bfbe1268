import { METRICS } from "../../result/metrics/index.ts";
import type { MetricDefinition } from "../../result/result.ts";
import { rounded } from "../../result/rounded.ts";
import { hypervolume } from "../fronts/hypervolume.ts";
import { kneePoints } from "../fronts/knee-points.ts";
import type { SweepIdentity } from "../store/manifest.ts";
import type { WideRow } from "../store/part-record.ts";
import { fullPath } from "./axis-target.ts";
import type { EvaluatedMetric } from "./batch-evaluator.ts";
import type { Findings } from "./gather.ts";
import type { Objective } from "./objective.ts";
import {
  FINDINGS_SCHEMA,
  type SavedFront,
  type SavedHypervolume,
  type SavedQuestion,
  type SavedSweep,
} from "./saved-sweep.ts";

/** A longer front is thinned where it is read by people; all of it is in `front.parquet`. */
const MOST_FRONT_POINTS = 1000;
/** Exact volumes in four dimensions and more take time exponential in them. */
const MOST_POINTS_IN_FOUR_DIMENSIONS = 200;

export interface SaveInput {
  readonly identity: Omit<SweepIdentity, "schema">;
  readonly findings: Findings;
  readonly metrics: readonly EvaluatedMetric[];
}

/** What a sweep found, in the shape in which it is saved. */
export function saveSweep({ identity, findings, metrics }: SaveInput): SavedSweep {
  const { tool, inputs, seed, axes, objectives, columns } = identity;
  const question = identity.question as unknown as SavedQuestion;
  const set = Object.entries(question.set).map(([name, value]) => [fullPath(name), value]);
  return {
    schema: FINDINGS_SCHEMA,
    tool,
    question: { ...question, set: Object.fromEntries(set) as SavedQuestion["set"] },
    inputs,
    seed,
    axes: axes.map((axis) => ({ ...axis, path: fullPath(axis.name) })),
    objectives,
    columns,
    metrics: metrics.map(definitionOf),
    points: findings.points,
    feasible: findings.feasible,
    lacks: lacksOf(findings.sample),
    front: savedFront(findings, objectives),
    sample: findings.sample,
    bins: findings.bins,
  };
}

function definitionOf({ id, unit, better }: EvaluatedMetric): MetricDefinition {
  const known: Readonly<Record<string, MetricDefinition>> = METRICS;
  const { label = id, formula = "" } = known[id] ?? {};
  return { id, label, unit, better, formula };
}

function lacksOf(sample: readonly WideRow[]): SavedSweep["lacks"] {
  const counts = new Map<string, number>();
  for (const { lacks } of sample) if (lacks !== undefined) counts.set(lacks, (counts.get(lacks) ?? 0) + 1);
  return [...counts]
    .map(([resource, count]) => ({ resource, count }))
    .sort((a, b) => b.count - a.count || (a.resource < b.resource ? -1 : 1));
}

function savedFront({ front, sample }: Findings, objectives: readonly Objective[]): SavedFront {
  const cost = (row: WideRow): readonly number[] => costsOf(row, objectives);
  const ordered = [...front].sort((a, b) => cost(a)[0]! - cost(b)[0]! || a.index - b.index);
  const points = thinned(ordered, MOST_FRONT_POINTS);
  const found = points.length > 2 ? kneePoints(points.map(cost)) : [];
  const knees = found.map(({ index, bulge }) => ({ index: points[index]!.index, bulge }));
  const fitting = sample.filter(({ feasible }) => feasible);
  const volume = volumeOf(points, fitting, objectives);
  return {
    size: front.length,
    points,
    knees: rounded(knees),
    ...(volume === undefined ? {} : { hypervolume: rounded(volume) }),
  };
}

function volumeOf(
  front: readonly WideRow[],
  sample: readonly WideRow[],
  objectives: readonly Objective[],
): SavedHypervolume | undefined {
  if (front.length === 0) return undefined;
  if (objectives.length > 3 && front.length > MOST_POINTS_IN_FOUR_DIMENSIONS) return undefined;
  const costs = front.map((row) => costsOf(row, objectives));
  const known = [...costs, ...sample.map((row) => costsOf(row, objectives))];
  const best = objectives.map((_, at) => extreme(costs, at, Math.min));
  const worst = objectives.map((_, at) => extreme(known, at, Math.max));
  const box = best.reduce((product, least, at) => product * (worst[at]! - least), 1);
  const natural = (values: readonly number[]): readonly number[] =>
    values.map((value, at) => (objectives[at]!.better === "max" ? -value : value) || 0);
  return {
    share: box > 0 ? hypervolume(costs, worst) / box : 0,
    best: natural(best),
    worst: natural(worst),
  };
}

function extreme(
  points: readonly (readonly number[])[],
  at: number,
  of: (a: number, b: number) => number,
): number {
  return points.map((point) => point[at]!).reduce((one, other) => of(one, other));
}

function costsOf({ metrics }: WideRow, objectives: readonly Objective[]): readonly number[] {
  return objectives.map(({ metric, better }) => {
    const value = metrics[metric] ?? Number.NaN;
    return better === "max" ? -value : value;
  });
}

/** At most so many items, evenly spread, both ends among them. */
function thinned<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, at) => items[Math.round((at * (items.length - 1)) / (most - 1))]!);
}
