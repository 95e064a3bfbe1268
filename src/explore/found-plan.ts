import type { Arch } from "../arch/arch.ts";
import type { PlannerCache } from "../estimate/price/matmul-planner.ts";
import type { Evaluation } from "../evaluate.ts";
import type { NoPlan } from "../plan/choice/illegal.ts";
import type { PlanChoice } from "../plan/plan.ts";
import type { PlanSpec } from "../spec/kinds/plan-spec.ts";
import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";
import type { Breadth } from "./plan-search/degrees.ts";
import type { RankedPlan } from "./plan-search/ranked-plans.ts";
import type { SearchCounts } from "./plan-search/search-state.ts";

export interface FindPlanInput {
  readonly arch: Arch;
  readonly workload: WorkloadSpec;
  /** Choices the user made; the search fills in the rest. */
  readonly fixed?: PlanSpec;
  readonly planners?: PlannerCache;
  /** All legal plans, or those of the usual kind (`plan: auto`), which take a fraction of the time; usual where not said. */
  readonly breadth?: Breadth;
  /** How many of the fastest plans to find; 1 where not said. */
  readonly ranks?: number;
}

export interface FoundPlan {
  readonly best?: { readonly choice: PlanChoice; readonly evaluation: Evaluation };
  /**
   * Where nothing fits, the nearest miss: the smallest demand relative to its bound; where nothing is legal, the rule.
   * Absent in a search that was stopped.
   */
  readonly noPlan?: NoPlan;
  /** The fastest plans, proven to be so, fastest first: as many as were asked for, or all that fit. */
  readonly ranking: readonly RankedPlan[];
  readonly counts: SearchCounts;
  /** By how much, relative to the last of the ranking, a plan that was left out could be faster: 0 is a proof. */
  readonly gap: number;
  /** The fastest plan that was priced and does not fit, if it was met. */
  readonly fastestMisfit?: NoPlan;
}
