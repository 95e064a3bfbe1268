import type { PlanSpec } from "../../spec/kinds/plan-spec.ts";
import type { StrategyName } from "../strategies/index.ts";
import type { Objective } from "./objective.ts";
import type { Axis } from "../axes/axis.ts";
import type { WrittenFormula } from "../axes/compile-axes.ts";
import type { WrittenFormulas } from "./metric-formulas.ts";

/** A study in its own words. */
export interface StudyWords {
  readonly name: string;
  readonly question: string;
  readonly notes?: string;
}

/** What a sweep asks, as plain data: the same in the main thread, in every worker and on every machine. */
export interface SweepQuestion {
  readonly id: string;
  /** What the study is about, if one asks: in its words. */
  readonly study?: StudyWords;
  readonly systems: readonly string[];
  readonly workloads: readonly string[];
  /** Values that are the same at every point, by path. */
  readonly set: Readonly<Record<string, string | number>>;
  /** Choices of the plan that are made; the search fills in the rest. */
  readonly plan: PlanSpec;
  readonly axes: readonly Axis[];
  /** Conditions on the axes: what breaks one is no point of the sweep. */
  readonly constraints?: readonly WrittenFormula[];
  /** The study's own metrics, and conditions on metrics: a point that breaks one counts as infeasible. */
  readonly formulas?: WrittenFormulas;
  /** Every combination, so many points drawn, or a search that asks for points by what it was told of others. */
  readonly strategy: StrategyName;
  readonly fidelity: "analytic" | "event";
  readonly objectives: readonly Objective[];
  /** By workload: every metric is their weighted sum, and designs are compared by it. Absent: each workload on its own. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Metrics stored of every point, besides the objectives. */
  readonly columns: readonly string[];
  readonly seed: number;
  /** At most that many points; of drawn ones, that many; of a search, its budget. */
  readonly limit?: number;
  /** Members of a generation of NSGA-II. */
  readonly population?: number;
  /** Of multi-fidelity: the fidelities from the cheapest to the one that counts. */
  readonly ladder?: readonly Rung[];
}

export interface Rung {
  readonly fidelity: SweepQuestion["fidelity"];
  /** Of one evaluation, relative to the others. */
  readonly cost: number;
}
