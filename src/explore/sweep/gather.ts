import { addBins, type BinnedPair } from "../store/bins.ts";
import type { FrontCandidate, MetricRange, PartSummary, WideRow } from "../store/part-record.ts";
import { frontRows } from "./front-rows.ts";
import type { Objective } from "./objective.ts";

/** The parts of a sweep put together, before the points of the front are described. */
export interface GatheredParts {
  readonly points: number;
  readonly feasible: number;
  readonly front: readonly FrontCandidate[];
  readonly sample: readonly WideRow[];
  readonly bins: readonly BinnedPair[];
  readonly ranges: readonly MetricRange[];
}

/** Puts parts together in the order of points, whatever the order of parts. */
export function gather(parts: readonly PartSummary[], objectives: readonly Objective[]): GatheredParts {
  const ordered = [...parts].sort((a, b) => a.first - b.first);
  const candidates = ordered.flatMap(({ front }) => front);
  const columns = objectives.map((_, at) => Float64Array.from(candidates, ({ values }) => values[at]!));
  const best = frontRows(objectives, columns, [...candidates.keys()]);
  const [head] = ordered;
  return {
    points: ordered.reduce((sum, { count }) => sum + count, 0),
    feasible: ordered.reduce((sum, { feasible }) => sum + feasible, 0),
    front: best.map((row) => candidates[row]!),
    sample: ordered.flatMap(({ sample }) => sample),
    bins: (head?.bins ?? []).map((_, pair) => addBins(ordered.map(({ bins }) => bins[pair]!))),
    ranges: (head?.ranges ?? []).map((_, at) => joined(ordered.map(({ ranges }) => ranges[at]!))),
  };
}

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
