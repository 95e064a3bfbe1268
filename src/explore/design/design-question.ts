import type { DiscreteAxis } from "../axes/axis.ts";
import type { Breadth } from "../plan-search/degrees.ts";
import type { Objective } from "../sweep/objective.ts";
import type { BuiltInMetricId } from "../../result/metrics/index.ts";
import type { Overrides } from "../../spec/override.ts";
import type { PlanSpec } from "../../spec/kinds/plan-spec.ts";

/** A metric of every workload may not exceed a limit, or not fall short of it. Base unit of the metric. */
export interface Limit {
  readonly metric: BuiltInMetricId;
  readonly sense: "<=" | ">=";
  readonly bound: number;
  /** As written. */
  readonly text: string;
}

/** Which machine is best: one of a grid, for workloads together, within limits. */
export interface DesignQuestion {
  readonly system: string;
  /** Objectives are the mean of theirs, by weight. */
  readonly workloads: readonly { readonly id: string; readonly weight: number }[];
  readonly axes: readonly DiscreteAxis[];
  readonly set: Overrides;
  readonly plan: PlanSpec;
  /** One: the best designs. Several: the front. */
  readonly objectives: readonly (Objective & { readonly metric: BuiltInMetricId })[];
  readonly within: readonly Limit[];
  /** Over which plans each design's fastest is looked for. */
  readonly breadth: Breadth;
  /** How many of the best designs to prove, where there is one objective. */
  readonly top: number;
}
