import type { Arch } from "../../arch/arch.ts";
import type { PlannerCache } from "../../estimate/price/matmul-planner.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import type { PlanSpec } from "../../spec/kinds/plan-spec.ts";
import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { graphOf, phasesOf } from "../../workload/build-graph.ts";
import type { Breadth } from "../plan-search/degrees.ts";
import { withoutMisfits, type PlanFrontier } from "../plan-search/plan-frontier.ts";
import type { alike } from "./optimistic-arch.ts";
import { arithmeticsOf } from "../plan-search/plan-options.ts";
import { searchSteps } from "../plan-search/search-plans.ts";

/** What is known of the fastest plan on a machine and on all that are no better. */
export interface PlanBound {
  /** A lower bound of its seconds a sample; Infinity where no plan fits. */
  readonly seconds: number;
  /** More of this search would not say more of those machines. */
  readonly isSettled: boolean;
  /** The fastest plan itself, where these machines are one to a plan. */
  readonly choice?: PlanChoice;
  /** Where a search on a machine that is no better begins; absent where there is none to be. */
  readonly frontier?: PlanFrontier;
}

export interface BoundInput {
  readonly arch: Arch;
  readonly workload: WorkloadSpec;
  readonly plan: PlanSpec;
  readonly breadth: Breadth;
  readonly planners: PlannerCache;
  /** How much alike the machines of the box are. */
  readonly alike: ReturnType<typeof alike>;
  readonly from?: PlanFrontier;
  /** Whether it was left on a machine of the same numbers. */
  readonly isFromHere: boolean;
  /** Whether a bound says enough for now; `isPlanned`: that of one plan with its matmuls as planned. */
  readonly isEnough: (secondsPerSample: number, isPlanned: boolean) => boolean;
}

/** Rounding of saved numbers, and of sums in another order. */
const ROUNDING = 1 - 1e-9;

/**
 * A lower bound of what the fastest plan takes on any machine of a box, by the plan search on one that is as good as
 * all of them in every number. The search goes on from what the box around left open, so that a plan is looked at again
 * where it could be the fastest here only.
 *
 * It ends with the bound of the first plan that has matmuls as planned and may fit. Where the machines differ in memory
 * that is as much as holds for all of them: a smaller tile has other matmul plans, and some need less beside them. Where
 * they hold the same, plans that do not fit are left out; where they are one to a plan, the search runs to its end.
 */
export function boundPlans(input: BoundInput): PlanBound {
  const { arch, workload, plan, alike, isEnough } = input;
  if ((plan.arithmetic ?? arithmeticsOf(arch.chip, workload.task.precision)[0]) === undefined)
    return { seconds: Infinity, isSettled: true };
  const graphs = phasesOf(workload).map((phase) => graphOf(workload, phase));
  const steps = searchSteps({ ...input, graphs, fixed: plan, ranks: 1, forLessMemory: alike === "parts" });
  let found: { readonly bound: number; readonly frontier: PlanFrontier } | undefined;
  for (;;) {
    const { done, value } = steps.next();
    const [first] = value.best;
    if (done && first === undefined) return { seconds: Infinity, isSettled: true };
    if (first !== undefined && found !== undefined && alike !== "all")
      return { seconds: found.bound, isSettled: true, frontier: withoutMisfits(found.frontier) };
    if (done) return { seconds: first!.secondsPerSample * ROUNDING, isSettled: true, choice: first!.choice };
    const seconds = value.bound * ROUNDING;
    const isFound = value.isPlanned && alike === "parts";
    if (isFound || (first === undefined && isEnough(seconds, value.isPlanned)))
      return { seconds, isSettled: isFound, frontier: value.frontier() };
    if (value.isPlanned && alike === "memory") found = { bound: seconds, frontier: value.frontier() };
  }
}
