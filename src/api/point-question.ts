import type { PlanSpec } from "../spec/kinds/plan-spec.ts";
import type { Specs } from "../spec/open-specs.ts";
import type { BuiltInMetricId } from "../result/metrics/index.ts";

/** Name of a metric, unit included: `stepTimeSeconds`, `mfu`, `averagePowerWatts` … */
export type MetricName = BuiltInMetricId;

/** Every metric of a design; null where it has no meaning (tokens of an image model) or the design does not fit. */
export type Metrics = Readonly<Record<MetricName, number | null>>;

/** Values to change, by path, as with `--set`: `{ "chip.clock": "1.6 GHz", "task.globalBatch": 512 }`. */
export type Settings = Readonly<Record<string, string | number>>;

/** Keys that every question about one machine and one workload may have besides those. */
export const ASKED = ["set", "plan", "specs"] as const;

/** One machine and one workload, by name. */
export interface PointQuestion {
  /** Id, alias or file of a system (`bow-pod16`). */
  readonly system: string;
  /** Id or file of a workload (`bert-large`). */
  readonly workload: string;
  readonly set?: Settings;
  /** Choices of the plan that you make; the search fills in the rest. */
  readonly plan?: PlanSpec;
  /** Where systems and workloads are looked up; default: `openSpecs()`, those that are shipped. */
  readonly specs?: Specs;
}
