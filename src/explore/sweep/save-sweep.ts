import { METRICS } from "../../result/metrics/index.ts";
import type { MetricDefinition } from "../../result/saved/result.ts";
import { rounded } from "../../result/rounded.ts";
import { evenly } from "../axes/evenly.ts";
import { hypervolume } from "../fronts/hypervolume.ts";
import { kneePoints } from "../fronts/knee-points.ts";
import type { SweepIdentity } from "../store/manifest.ts";
import type { MetricRange, WideRow } from "../store/part-record.ts";
import { fullPath } from "./axis-target.ts";
import type { EvaluatedMetric } from "./batch-evaluator.ts";
import type { Findings, PeerFindings } from "./findings.ts";
import { joinedBins, joinedRanges } from "./gather.ts";
import type { Objective } from "./objective.ts";
import {
  FINDINGS_SCHEMA,
  type SavedFront,
  type SavedHypervolume,
  type SavedQuestion,
  type SavedSweep,
} from "./saved-sweep.ts";

/** A longer front is thinned where it is read by people; more of it is in `front.parquet`. */
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
    sample: findings.sample,
    ...savedPeers(findings, objectives),
  };
}

/** One front, or one a workload and all of them in a row. */
function savedPeers(
  { peers, sample }: Findings,
  objectives: readonly Objective[],
): Pick<SavedSweep, "front" | "ranges" | "bins" | "workloads"> {
  const fronts = peers.map((peer) => savedFront(peer, objectives));
  const [only, other] = peers;
  if (only !== undefined && other === undefined)
    return { front: fronts[0]!, ranges: only.ranges, bins: only.bins };
  return {
    front: {
      size: fronts.reduce((sum, { size }) => sum + size, 0),
      points: fronts.flatMap(({ points }) => points),
      knees: fronts.flatMap(({ knees }) => knees),
    },
    ranges: joinedRanges(peers.map(({ ranges }) => ranges)),
    bins: joinedBins(peers.map(({ bins }) => bins)),
    workloads: peers.map(({ workload = "", points, feasible, ranges, bins }, at) => {
      const { points: _, ...front } = fronts[at]!;
      const own = sample.filter(({ coordinates }) => coordinates["workload"] === workload);
      return { workload, points, feasible, lacks: lacksOf(own), front, ranges, bins };
    }),
  };
}

function definitionOf({ id, unit, better, ...own }: EvaluatedMetric): MetricDefinition {
  const known: Readonly<Record<string, MetricDefinition>> = METRICS;
  const { label = id, formula = "" } = { ...known[id], ...own };
  return { id, label, unit, better, formula };
}

function lacksOf(sample: readonly WideRow[]): SavedSweep["lacks"] {
  const counts = new Map<string, number>();
  for (const { lacks } of sample) if (lacks !== undefined) counts.set(lacks, (counts.get(lacks) ?? 0) + 1);
  return [...counts]
    .map(([resource, count]) => ({ resource, count }))
    .sort((a, b) => b.count - a.count || (a.resource < b.resource ? -1 : 1));
}

function savedFront(
  { front, frontPoints, ranges }: PeerFindings,
  objectives: readonly Objective[],
): SavedFront {
  const cost = (row: WideRow): readonly number[] => costsOf(row, objectives);
  const ordered = [...front].sort((a, b) => cost(a)[0]! - cost(b)[0]! || a.index - b.index);
  const points = evenly(ordered, MOST_FRONT_POINTS);
  const found = points.length > 2 ? kneePoints(points.map(cost)) : [];
  const knees = found.map(({ index, bulge }) => ({ index: points[index]!.index, bulge }));
  const volume = volumeOf(points, ranges, objectives);
  return {
    size: frontPoints,
    points,
    knees: rounded(knees),
    ...(volume === undefined ? {} : { hypervolume: rounded(volume) }),
  };
}

function volumeOf(
  front: readonly WideRow[],
  ranges: readonly MetricRange[],
  objectives: readonly Objective[],
): SavedHypervolume | undefined {
  if (front.length === 0) return undefined;
  if (objectives.length > 3 && front.length > MOST_POINTS_IN_FOUR_DIMENSIONS) return undefined;
  const ends = objectives.map(({ metric, better }) => {
    const { low, high } = ranges.find((range) => range.metric === metric)!;
    return better === "min" ? { best: low!, worst: high! } : { best: -high!, worst: -low! };
  });
  const box = ends.reduce((product, { best, worst }) => product * (worst - best), 1);
  const volume = hypervolume(
    front.map((row) => costsOf(row, objectives)),
    ends.map(({ worst }) => worst),
  );
  const natural = (cost: number, at: number): number =>
    (objectives[at]!.better === "max" ? -cost : cost) || 0;
  return {
    share: box > 0 ? volume / box : 0,
    best: ends.map(({ best }, at) => natural(best, at)),
    worst: ends.map(({ worst }, at) => natural(worst, at)),
  };
}

function costsOf({ metrics }: WideRow, objectives: readonly Objective[]): readonly number[] {
  return objectives.map(({ metric, better }) => {
    const value = metrics[metric] ?? Number.NaN;
    return better === "max" ? -value : value;
  });
}
