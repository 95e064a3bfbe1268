import type { Axis } from "../explore/axes/axis.ts";
import { parseAxis } from "../explore/axes/parse-axis.ts";
import { askSweep, type DEFAULT_COLUMNS, type DEFAULT_OBJECTIVES } from "../explore/sweep/ask-sweep.ts";
import { coordinatesAt } from "../explore/sweep/design.ts";
import type { EvaluatedPart } from "../explore/sweep/evaluate-part.ts";
import { findingsOf } from "../explore/sweep/findings.ts";
import { gather } from "../explore/sweep/gather.ts";
import { prepareSweep } from "../explore/sweep/prepare-sweep.ts";
import type { SweepQuestion } from "../explore/sweep/question.ts";
import { saveSweep } from "../explore/sweep/save-sweep.ts";
import type { SavedSweep } from "../explore/sweep/saved-sweep.ts";
import { sweepParts } from "../explore/sweep/sweep-parts.ts";
import type { PlanSpec } from "../spec/kinds/plan-spec.ts";
import { openSpecs, shippedPackage } from "../spec/load.ts";
import type { Specs } from "../spec/open-specs.ts";
import { SpecProblems } from "../spec/yaml/spec-error.ts";
import { STRATEGIES } from "../explore/strategies/index.ts";
import { checkChoice, checkedPlan, checkKeys } from "./check-question.ts";
import type { MetricName, Metrics, Settings } from "./point-question.ts";

/** A metric for its better direction, or one that is told: `averagePowerWatts:min`. */
export type ObjectiveText = MetricName | `${MetricName}:${"min" | "max"}`;
type MetricOf<O extends string> = O extends `${infer M}:${string}` ? M : O;

type Level = string | number | boolean;
type Coordinates = readonly (Level | undefined)[];
/** `"1.3 GHz..1.9 GHz/7"`, `"4..64 pow2"`, or the values themselves. */
export type AxisValues = string | readonly (string | number)[];

export interface SweepSpace<A extends string, O extends ObjectiveText, M extends MetricName> {
  /** One system or several, which are an axis `system` then. */
  readonly system: string | readonly string[];
  readonly workload: string | readonly string[];
  /** What varies, by path: values of systems and workloads, choices of the plan, `pod`. */
  readonly axes: Readonly<Record<A, AxisValues>>;
  /** The same at every point. */
  readonly set?: Settings;
  readonly plan?: PlanSpec;
  /** What is better; default: more samples per second, less power. */
  readonly objectives?: readonly O[];
  /** By workload: designs are compared by the weighted sum of every metric; default: on each workload alone. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Metrics that become columns besides the objectives. */
  readonly metrics?: readonly M[];
  /** Every combination (default), `points` of them drawn, or a search that may evaluate so many. */
  readonly strategy?: SweepQuestion["strategy"];
  readonly points?: number;
  readonly seed?: number;
  readonly fidelity?: "analytic" | "event";
  readonly specs?: Specs;
  /** Called after each part of the points. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A point of the front, in full. */
export interface FrontPoint<A extends string> {
  readonly index: number;
  readonly coordinates: Readonly<Partial<Record<A | "system" | "workload", Level>>>;
  readonly metrics: Metrics;
  readonly plan: Readonly<Record<string, unknown>>;
}

/** All points as columns: row `i` of each is the same point. */
export interface SweptSpace<A extends string, M extends string> {
  readonly points: number;
  /** 1: the point fits. */
  readonly feasible: Uint8Array;
  /** How far a point that does not fit is off: demand ÷ bound − 1. */
  readonly gap: Float64Array;
  /** Numbers in base units, or names; undefined where the axis does not apply to the point. */
  readonly coordinates: Readonly<Record<A, Coordinates>> &
    Readonly<Partial<Record<"system" | "workload", Coordinates>>>;
  /** NaN where the point does not fit. */
  readonly metrics: Readonly<Record<M, Float64Array>>;
  /** The points that no other of their workload beats, workload after workload, best of the first objective first. */
  readonly front: readonly FrontPoint<A>[];
  /** What `dse sweep` saves as findings.json: for reports and comparisons. */
  readonly findings: SavedSweep;
}

const SWEPT = [
  ...["set", "plan", "objectives", "weights", "metrics", "strategy", "points"],
  ...["seed", "fidelity", "specs", "onProgress"],
];

type DefaultObjective = (typeof DEFAULT_OBJECTIVES)[number];
type DefaultColumn = (typeof DEFAULT_COLUMNS)[number];

/**
 * Evaluate a space of designs in this process: what `dse sweep` does, without a folder. Rejects with SpecProblems
 * where a name, path or value is wrong, before the first point.
 */
export async function sweep<
  A extends string,
  O extends ObjectiveText = DefaultObjective,
  M extends MetricName = DefaultColumn,
>(space: SweepSpace<A, O, M>): Promise<SweptSpace<A, MetricOf<O> | M>> {
  checkKeys("sweep", space, { needed: ["system", "workload", "axes"], allowed: SWEPT });
  checkChoice("sweep", "strategy", space.strategy, Object.keys(STRATEGIES));
  checkChoice("sweep", "fidelity", space.fidelity, ["analytic", "event"]);
  const { specs = openSpecs(), onProgress = () => undefined } = space;
  const tool = { name: "dse", version: shippedPackage().version, build: "library" };
  const plan = await checkedPlan(space.plan ?? {});
  const prepared = await prepareSweep({ question: questionOf({ ...space, plan }), specs, tool });
  const { identity } = prepared;
  const parts: EvaluatedPart[] = [];
  for await (const part of sweepParts(prepared)) {
    parts.push(part);
    onProgress(part.batch.first + part.batch.count, identity.points);
  }
  const gathered = gather(
    parts.map(({ summary }) => summary),
    identity.objectives,
  );
  const findings = await findingsOf(gathered, prepared.plan);
  const { metrics } = prepared.plan.evaluators.at(-1)!;
  const saved = saveSweep({ identity, findings, metrics });
  return {
    points: findings.points,
    ...columnsOf<A, MetricOf<O> | M>(prepared.plan.columns, parts),
    front: saved.front.points as unknown as readonly FrontPoint<A>[],
    findings: saved,
  };
}

function columnsOf<A extends string, M extends string>(
  columns: readonly string[],
  parts: readonly EvaluatedPart[],
): Pick<SweptSpace<A, M>, "feasible" | "gap" | "coordinates" | "metrics"> {
  const points = parts.flatMap(({ batch }) =>
    Array.from({ length: batch.count }, (_, row) => coordinatesAt(batch.axes, batch.coordinates, row)),
  );
  const coordinates = (parts[0]?.batch.axes ?? []).map(
    ({ name }) => [name, points.map((point) => point[name])] as const,
  );
  const metrics = columns.map((name, at) => {
    const numbers = parts.map(({ outcomes }) => outcomes.metrics[at] ?? new Float64Array());
    return [name, joined(numbers)] as const;
  });
  return {
    feasible: Uint8Array.from(parts.flatMap(({ outcomes }) => [...outcomes.feasible])),
    gap: joined(parts.map(({ outcomes }) => outcomes.gap)),
    coordinates: Object.fromEntries(coordinates) as unknown as SweptSpace<A, M>["coordinates"],
    metrics: Object.fromEntries(metrics) as SweptSpace<A, M>["metrics"],
  };
}

function joined(columns: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(columns.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const column of columns) {
    whole.set(column, at);
    at += column.length;
  }
  return whole;
}

function questionOf<A extends string, O extends ObjectiveText, M extends MetricName>(
  space: SweepSpace<A, O, M>,
): SweepQuestion {
  const { system, workload, axes, set = {}, plan = {}, objectives = [], metrics = [], points } = space;
  const systems = typeof system === "string" ? [system] : system;
  const workloads = typeof workload === "string" ? [workload] : workload;
  const asked = askSweep({
    id: [...systems, ...workloads].join("-"),
    systems,
    workloads,
    set,
    plan,
    objectives,
    columns: metrics,
    strategy: space.strategy ?? "grid",
    seed: space.seed ?? 1,
    fidelity: space.fidelity ?? "analytic",
    ...(space.weights === undefined ? {} : { weights: space.weights }),
    ...(points === undefined ? {} : { limit: points }),
  });
  if (typeof asked === "string") throw new SpecProblems([{ file: "objectives", path: "", message: asked }]);
  const own = (Object.entries(axes) as [string, AxisValues][]).map(axisOf);
  return { ...asked, axes: [...asked.axes, ...own] };
}

function axisOf([name, values]: readonly [string, AxisValues]): Axis {
  const text = typeof values === "string" ? values : values.join(",");
  const parsed = parseAxis(`${name}=${text}`, "axes");
  if (!parsed.ok) throw new SpecProblems([parsed.error]);
  return parsed.axis;
}
