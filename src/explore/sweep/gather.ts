import { addBins, type BinnedPair } from "../store/bins.ts";
import type { PartSummary, WideRow } from "../store/part-record.ts";
import { frontRows } from "./front-rows.ts";
import type { Objective } from "./objective.ts";

/** What a finished sweep found. */
export interface Findings {
  readonly points: number;
  readonly feasible: number;
  readonly front: readonly WideRow[];
  readonly sample: readonly WideRow[];
  readonly bins: readonly BinnedPair[];
}

/** The parts of a sweep put together, in the order of points whatever the order of parts. */
export function gather(parts: readonly PartSummary[], objectives: readonly Objective[]): Findings {
  const ordered = [...parts].sort((a, b) => a.first - b.first);
  const candidates = ordered.flatMap(({ front }) => front);
  const columns = objectives.map(({ metric }) =>
    Float64Array.from(candidates, ({ metrics }) => metrics[metric] ?? Number.NaN),
  );
  const best = frontRows(objectives, columns, [...candidates.keys()]);
  const pairs = ordered[0]?.bins.length ?? 0;
  return {
    points: ordered.reduce((sum, { count }) => sum + count, 0),
    feasible: ordered.reduce((sum, { feasible }) => sum + feasible, 0),
    front: best.map((row) => candidates[row]!),
    sample: ordered.flatMap(({ sample }) => sample),
    bins: Array.from({ length: pairs }, (_, pair) => addBins(ordered.map(({ bins }) => bins[pair]!))),
  };
}
