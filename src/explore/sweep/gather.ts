import { addBins, type BinnedPair } from "../store/bins.ts";
import type { MetricRange, PartSummary, PeerSummary, WideRow } from "../store/part-record.ts";
import { frontRows } from "./front-rows.ts";
import type { Objective } from "./objective.ts";

/** The parts of a sweep put together, before the points of the fronts are described. */
export interface GatheredParts {
  readonly points: number;
  readonly feasible: number;
  /** One a workload, or one of all points. */
  readonly peers: readonly PeerSummary[];
  readonly sample: readonly WideRow[];
}

/** Puts parts together in the order of points, whatever the order of parts. */
export function gather(parts: readonly PartSummary[], objectives: readonly Objective[]): GatheredParts {
  const ordered = [...parts].sort((a, b) => a.first - b.first);
  const peers = (ordered[0]?.peers ?? []).map((_, at) =>
    joinedPeers(
      ordered.map((part) => part.peers[at]!),
      objectives,
    ),
  );
  return {
    points: sumOf(peers.map(({ points }) => points)),
    feasible: sumOf(peers.map(({ feasible }) => feasible)),
    peers,
    sample: ordered.flatMap(({ sample }) => sample),
  };
}

/** The same peers in each part, the parts in the order of points. */
function joinedPeers(parts: readonly PeerSummary[], objectives: readonly Objective[]): PeerSummary {
  const candidates = parts.flatMap(({ front }) => front);
  const columns = objectives.map((_, at) => Float64Array.from(candidates, ({ values }) => values[at]!));
  const best = frontRows(objectives, columns, [...candidates.keys()]);
  const head = parts[0]!;
  return {
    ...(head.workload === undefined ? {} : { workload: head.workload }),
    points: sumOf(parts.map(({ points }) => points)),
    feasible: sumOf(parts.map(({ feasible }) => feasible)),
    front: best.map((row) => candidates[row]!),
    bins: joinedBins(parts.map(({ bins }) => bins)),
    ranges: joinedRanges(parts.map(({ ranges }) => ranges)),
  };
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** Counts of several parts or peers added up, pair by pair. */
export const joinedBins = (lists: readonly (readonly BinnedPair[])[]): readonly BinnedPair[] =>
  (lists[0] ?? []).map((_, pair) => addBins(lists.map((bins) => bins[pair]!)));

/** Ranges of several parts or peers, metric by metric. */
export const joinedRanges = (lists: readonly (readonly MetricRange[])[]): readonly MetricRange[] =>
  (lists[0] ?? []).map((_, at) => joined(lists.map((ranges) => ranges[at]!)));

function joined(ranges: readonly MetricRange[]): MetricRange {
  const known = ranges.filter(({ low }) => low !== null);
  const { metric } = ranges[0]!;
  if (known.length === 0) return { metric, low: null, high: null };
  return {
    metric,
    low: Math.min(...known.map(({ low }) => low!)),
    high: Math.max(...known.map(({ high }) => high!)),
  };
}
