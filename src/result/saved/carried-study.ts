import type { PlanChoice } from "../../plan/plan.ts";
import type { CarriedArch, CarriedWorkload } from "../../spec/carried/carried-spec.ts";

/**
 * What a page needs beside the results of a study to answer for itself: its systems and workloads as plain data, and what
 * the study set and fixed. A page that is made of saved results alone has none, and cannot be asked.
 */
export interface CarriedStudy {
  readonly systems: readonly CarriedSystem[];
  readonly workloads: readonly {
    readonly id: string;
    readonly asked: string;
    readonly set: Settings;
    readonly carried: CarriedWorkload;
  }[];
  /** Choices that the study made, by `workload system`; absent where its plans are all searched. */
  readonly fixed: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The printed plans by `workload system`, as they were decided. */
  readonly plans: Readonly<Record<string, PlanChoice>>;
}

/** Values by the paths of specs, as on the command line. */
type Settings = Readonly<Record<string, string>>;

export interface CarriedSystem {
  readonly id: string;
  /** What a command names for it, with what is set in it. */
  readonly asked: string;
  readonly set: Settings;
  readonly carried: CarriedArch;
}
