import type { MetricDefinition } from "../../result/saved/result.ts";
import type { BinnedPair } from "../store/bins.ts";
import type { SweepIdentity } from "../store/manifest.ts";
import type { MetricRange, WideRow } from "../store/part-record.ts";
import type { StudyWords } from "./question.ts";

export const FINDINGS_SCHEMA = "dse.sweep-findings/v1";

/** A point with all metrics. */
export type SavedPoint = WideRow;

/**
 * `findings.json`: what a finished sweep found, self-describing and in base units. Everything that renders or compares
 * a sweep reads only this; the points themselves are in the Parquet files beside it.
 */
export interface SavedSweep {
  readonly schema: typeof FINDINGS_SCHEMA;
  readonly tool: SweepIdentity["tool"];
  readonly question: SavedQuestion;
  readonly inputs: SweepIdentity["inputs"];
  readonly seed: number;
  readonly axes: readonly SavedAxis[];
  readonly objectives: SweepIdentity["objectives"];
  /** Metrics stored of every point. */
  readonly columns: readonly string[];
  /** Every metric that a point has, with label, unit and formula. */
  readonly metrics: readonly MetricDefinition[];
  readonly points: number;
  readonly feasible: number;
  /** Of the sampled points that do not fit, how many lack each resource; the most frequent first. */
  readonly lacks: readonly { readonly resource: string; readonly count: number }[];
  readonly front: SavedFront;
  /** Points drawn by the seed, whether they fit or not: all of them where there are few. Ascending by index. */
  readonly sample: readonly SavedPoint[];
  /** Lowest and highest value of each stored metric over all points that fit. */
  readonly ranges: readonly MetricRange[];
  /** Of all points that fit, counts by each pair of objectives; see explore/store/bins.ts. */
  readonly bins: readonly BinnedPair[];
  /**
   * Where a sweep goes over several workloads, what it found of each: a point is held only against points of its own
   * workload. `front` then has the fronts of all, one after the other, and `bins` and `ranges` are of all points.
   */
  readonly workloads?: readonly SavedWorkload[];
}

/** What a sweep found of one of its workloads; the points themselves stand with those of the others. */
export interface SavedWorkload {
  readonly workload: string;
  readonly points: number;
  readonly feasible: number;
  readonly lacks: SavedSweep["lacks"];
  readonly front: Omit<SavedFront, "points">;
  readonly ranges: SavedSweep["ranges"];
  readonly bins: SavedSweep["bins"];
}

/** A coordinate of the points: its short name, and the path that it stands for. */
export type SavedAxis = SweepIdentity["axes"][number] & { readonly path: string };

export interface SavedFront {
  /** How many points no other of their workload beats. */
  readonly size: number;
  /** They, best of the first objective first; of a longer front so many spread evenly over it. */
  readonly points: readonly SavedPoint[];
  /** Indexes of the points where a little more of one objective costs much of another; the sharpest first. */
  readonly knees: readonly { readonly index: number; readonly bulge: number }[];
  /** Absent where nothing is feasible, over several workloads, or where it would take too long: many points in four objectives or more. */
  readonly hypervolume?: SavedHypervolume;
}

/** How much of the objectives' space the front beats. */
export interface SavedHypervolume {
  /** Share, 0 to 1, of the box between `best` and `worst`. */
  readonly share: number;
  /** Of each objective the best value of any point that fits. */
  readonly best: readonly number[];
  /** Of each objective the worst value of any point that fits: the reference point. */
  readonly worst: readonly number[];
}

/** The parts of a question that every sweep has; a question may say more. */
export interface SavedQuestion {
  readonly id: string;
  readonly systems: readonly string[];
  readonly workloads: readonly string[];
  /** The same at every point, by full path. */
  readonly set: Readonly<Record<string, string | number>>;
  readonly plan: Readonly<Record<string, unknown>>;
  readonly strategy: string;
  readonly fidelity: "analytic" | "event";
  /** By workload: every metric is their weighted sum, and all points are held against one another. */
  readonly weights?: Readonly<Record<string, number>>;
  readonly study?: StudyWords;
  readonly [more: string]: unknown;
}
