import type { Arch, TiledChip } from "../../arch/arch.ts";
import type { FittedConstants } from "../../estimate/fitted-constants.ts";
import type { PlanTiming, PricedPlan, TimeCategory } from "../../estimate/priced-plan.ts";
import type { Overrides } from "../../spec/override.ts";
import type { Loaded } from "../../spec/yaml/provenance.ts";
import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import type { VisibleFields } from "../measurement.ts";

/** A number predicted from a record's configuration in base units, and what it is made of; or why there is none. */
export type Prediction =
  | { readonly predicted: number; readonly breakdown?: Readonly<Record<string, number>> }
  | { readonly notModelled: string };

/** Machines and workloads a mapper predicts with. */
export interface PredictionContext {
  /** A built system by id, alias or path, with values set; rejects where there is none. */
  readonly arch: (id: string, set?: Overrides) => Promise<Arch>;
  readonly workload: (id: string) => Promise<Loaded<WorkloadSpec>>;
  /** The shipped constants, unless a calibration tries others. */
  readonly fitted: FittedConstants;
  /** How a priced step is timed: closed form, or simulated with contention. */
  readonly time: (priced: PricedPlan) => PlanTiming;
  /** Passes of inference that were priced already, by all that they depend on. */
  readonly passes: Map<string, Pass>;
}

/** One forward pass of a replica. */
export interface Pass {
  readonly seconds: number;
  /** The same by category; those that take nothing are left out. */
  readonly time: Readonly<Partial<Record<TimeCategory, number>>>;
  /** Dynamic energy of one chip. */
  readonly chipJoules: number;
}

/** A tiled chip in the machine that its measurements were made in. */
export interface MeasuredChip {
  readonly arch: Arch;
  readonly chip: TiledChip;
}

/** Predicts the records of one group from their fields alone. */
export type Mapper = (record: VisibleFields, context: PredictionContext) => Prediction | Promise<Prediction>;

export function notModelled(reason: string): Prediction {
  return { notModelled: reason };
}

/** Nothing is computed: the number is an input of the chip's or machine's spec. */
export const INPUT = notModelled("input");
