import { rounded } from "../../result/rounded.ts";
import { hypervolume } from "../fronts/hypervolume.ts";
import type { Objective } from "./objective.ts";
import type { SavedPoint, SavedSweep } from "./saved-sweep.ts";
import { sharedKeys } from "./shared-coordinates.ts";
import { workloadViews } from "./workload-views.ts";

type Pair<T> = readonly [a: T, b: T];

/** What two sweeps found, held against each other (`dse.sweep-comparison/v1`). */
export interface SweepComparison extends FrontComparison {
  readonly schema: "dse.sweep-comparison/v1";
  readonly sweeps: Pair<Pick<SavedSweep, "tool" | "question">>;
  /** Where one goes over several workloads: each that both have, front against front. */
  readonly workloads?: readonly ({ readonly workload: string } & FrontComparison)[];
  /** Points of both with the same coordinates, and what became of the metrics there. */
  readonly same: {
    readonly points: number;
    readonly changes: readonly RelativeChange[];
  };
  /** Files that differ, by hash; null: not read. */
  readonly inputs: readonly { readonly file: string; readonly sha256: Pair<string | null> }[];
}

/** Two fronts; of several workloads together only counts are comparable. */
export interface FrontComparison {
  readonly points: Pair<number>;
  readonly feasible: Pair<number>;
  readonly front: Pair<number>;
  /** Of the points of each front, how many some point of the other beats. */
  readonly beaten: Pair<number>;
  /** Best value of each objective that both have. */
  readonly best: readonly {
    readonly metric: string;
    readonly unit: string;
    readonly values: Pair<number | null>;
  }[];
  /** Shares of one box, from the best to the worst of both; absent where they have not the same objectives. */
  readonly hypervolume?: Pair<number>;
}

/** Of b over a, minus 1: over all points that both have. */
export interface RelativeChange {
  readonly metric: string;
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

export function compareSweeps(a: SavedSweep, b: SavedSweep): SweepComparison {
  const isSplit = a.workloads !== undefined || b.workloads !== undefined;
  return rounded({
    schema: "dse.sweep-comparison/v1",
    sweeps: [aboutOf(a), aboutOf(b)],
    ...(isSplit ? splitFronts(a, b) : comparedFronts(a, b)),
    same: sameOf(a, b),
    inputs: differingInputs(a, b),
  });
}

function comparedFronts(a: SavedSweep, b: SavedSweep): FrontComparison {
  const shared = a.objectives.filter(({ metric, better }) =>
    b.objectives.some((other) => other.metric === metric && other.better === better),
  );
  const isSame = shared.length === a.objectives.length && shared.length === b.objectives.length;
  const volumes = isSame ? commonVolumes(a, b) : undefined;
  return {
    points: [a.points, b.points],
    feasible: [a.feasible, b.feasible],
    front: [a.front.size, b.front.size],
    beaten: isSame ? [beatenBy(a, b), beatenBy(b, a)] : [0, 0],
    best: shared.map((objective) => ({
      metric: objective.metric,
      unit: a.metrics.find(({ id }) => id === objective.metric)?.unit ?? "",
      values: [bestOf(a, objective), bestOf(b, objective)] as const,
    })),
    ...(volumes === undefined ? {} : { hypervolume: volumes }),
  };
}

/** Workload by workload, and the counts of all together. */
function splitFronts(
  a: SavedSweep,
  b: SavedSweep,
): Omit<SweepComparison, "schema" | "sweeps" | "same" | "inputs"> {
  const views = workloadViews(b);
  const workloads = workloadViews(a).flatMap((view) => {
    const workload = view.question.workloads.join(", ");
    const other = views.find(({ question }) => question.workloads.join(", ") === workload);
    return other === undefined ? [] : [{ workload, ...comparedFronts(view, other) }];
  });
  const beaten = [0, 1].map((at) => workloads.reduce((sum, own) => sum + own.beaten[at]!, 0));
  return {
    points: [a.points, b.points],
    feasible: [a.feasible, b.feasible],
    front: [a.front.size, b.front.size],
    beaten: [beaten[0]!, beaten[1]!],
    best: [],
    workloads,
  };
}

const aboutOf = ({ tool, question }: SavedSweep): Pick<SavedSweep, "tool" | "question"> => ({
  tool,
  question,
});

function costsOf({ metrics }: SavedPoint, objectives: readonly Objective[]): readonly number[] {
  return objectives.map(
    ({ metric, better }) => (better === "max" ? -1 : 1) * (metrics[metric] ?? Number.NaN),
  );
}

function bestOf({ front }: SavedSweep, objective: Objective): number | null {
  const costs = front.points.map((point) => costsOf(point, [objective])[0]!);
  if (costs.length === 0) return null;
  return Math.min(...costs) * (objective.better === "max" ? -1 : 1);
}

/** Points of `own`'s front that `other`'s beats: no worse in any objective and better in one. */
function beatenBy(own: SavedSweep, other: SavedSweep): number {
  const { objectives } = own;
  const others = other.front.points.map((point) => costsOf(point, objectives));
  return own.front.points.filter((point) => {
    const costs = costsOf(point, objectives);
    return others.some(
      (rival) => rival.every((cost, at) => cost <= costs[at]!) && rival.some((cost, at) => cost < costs[at]!),
    );
  }).length;
}

function commonVolumes(a: SavedSweep, b: SavedSweep): Pair<number> | undefined {
  const [left, right] = [a.front.hypervolume, b.front.hypervolume];
  if (left === undefined || right === undefined) return undefined;
  const { objectives } = a;
  const cost = (value: number, at: number): number => (objectives[at]!.better === "max" ? -value : value);
  const worst = objectives.map((_, at) => Math.max(cost(left.worst[at]!, at), cost(right.worst[at]!, at)));
  const best = objectives.map((_, at) => Math.min(cost(left.best[at]!, at), cost(right.best[at]!, at)));
  const box = worst.reduce((product, most, at) => product * (most - best[at]!), 1);
  const share = ({ front }: SavedSweep): number =>
    hypervolume(
      front.points.map((point) => costsOf(point, objectives)),
      worst,
    ) / box;
  return box > 0 ? [share(a), share(b)] : undefined;
}

/** Relative differences below this are rounding. */
const ROUNDING = 1e-9;

function sameOf(a: SavedSweep, b: SavedSweep): SweepComparison["same"] {
  const [keyInA, keyInB] = sharedKeys(a, b);
  const known = new Map(fitting(b).map((point) => [keyInB(point), point]));
  const pairs = fitting(a).flatMap((point) => {
    const other = known.get(keyInA(point));
    return other === undefined ? [] : [[point, other] as const];
  });
  const changes = a.metrics.flatMap(({ id }) => {
    const ratios = pairs
      .map(([left, right]) => (right.metrics[id] ?? Number.NaN) / (left.metrics[id] ?? Number.NaN) - 1)
      .filter(Number.isFinite)
      .sort((x, y) => x - y);
    if (ratios.every((ratio) => Math.abs(ratio) < ROUNDING)) return [];
    const median = (ratios[(ratios.length - 1) >> 1]! + ratios[ratios.length >> 1]!) / 2;
    return [{ metric: id, least: ratios[0]!, median, most: ratios.at(-1)! }];
  });
  return { points: pairs.length, changes };
}

/** Front and sample, each point once. */
function fitting({ front, sample }: SavedSweep): readonly SavedPoint[] {
  const points = new Map([...sample, ...front.points].map((point) => [point.index, point]));
  return [...points.values()].filter(({ feasible }) => feasible);
}

function differingInputs(a: SavedSweep, b: SavedSweep): SweepComparison["inputs"] {
  const [left, right] = [a, b].map(({ inputs }) => new Map(inputs.map(({ file, sha256 }) => [file, sha256])));
  return [...new Set([...left!.keys(), ...right!.keys()])]
    .sort()
    .map((file) => ({ file, sha256: [left!.get(file) ?? null, right!.get(file) ?? null] as const }))
    .filter(({ sha256 }) => sha256[0] !== sha256[1]);
}
