import { buildArch } from "../arch/build-arch.ts";
import { findPlan as searchPlan } from "../explore/find-plan.ts";
import type { Illegal } from "../plan/choice/illegal.ts";
import type { Infeasible } from "../plan/plan.ts";
import { savedChoice } from "../spec/kinds/plan-choices.ts";
import type { PlanSpec } from "../spec/kinds/plan-spec.ts";
import { measureMetrics } from "../result/measure.ts";
import { metricContext } from "../result/metric-context.ts";
import { rounded } from "../result/rounded.ts";
import { openSpecs } from "../spec/load.ts";
import { splitPlanOverrides } from "../spec/plan-overrides.ts";
import { checkChoice, checkedPlan, checkKeys } from "./check-question.ts";
import { ASKED, type Metrics, type PointQuestion } from "./point-question.ts";

export interface PlanQuestion extends PointQuestion {
  /** `usual`: the plans of `plan: auto` (default); `all`: every legal plan, as `dse plan` goes through. */
  readonly breadth?: "usual" | "all";
}

/** The fastest plan that fits, or the nearest miss. */
export type BestPlan = BestPlanCounts &
  (
    | { readonly feasible: true; readonly plan: PlanSpec; readonly metrics: Metrics }
    | {
        readonly feasible: false;
        /** What is short, of the plan that comes nearest to fitting. */
        readonly infeasible?: Infeasible;
        /** The rule that the choices break. */
        readonly illegal?: Illegal;
      }
  );

export interface BestPlanCounts {
  /** Plans there are: the answer is proven to be the best of all. */
  readonly plans: number;
  /** How many of them had to be timed for that; bounds rule out the others. */
  readonly priced: number;
  /** By how much a plan that was ruled out could be faster: 0 is the proof. */
  readonly gap: number;
}

/** Who computes what where, for the least time per sample: what `dse plan` answers, with every metric of that plan. */
export async function findPlan(question: PlanQuestion): Promise<BestPlan> {
  checkKeys("findPlan", question, { needed: ["system", "workload"], allowed: [...ASKED, "breadth"] });
  checkChoice("findPlan", "breadth", question.breadth, ["usual", "all"]);
  const { system, workload, set = {}, breadth = "all", specs = openSpecs() } = question;
  const plan = await checkedPlan(question.plan ?? {});
  const overrides = await splitPlanOverrides(set);
  const arch = buildArch(await specs.arch(system, overrides.rest));
  const task = await specs.workload(workload, overrides.rest);
  const found = searchPlan({ arch, workload: task.spec, fixed: { ...plan, ...overrides.plan }, breadth });
  const { plans, priced } = found.counts;
  const counts = { plans, priced, gap: found.gap };
  if (found.best === undefined) {
    const { noPlan } = found;
    const why = noPlan && { [noPlan.kind]: noPlan };
    return { ...counts, feasible: false, ...why };
  }
  const { choice, evaluation } = found.best;
  const metrics = rounded(measureMetrics(metricContext(evaluation))) as Metrics;
  return { ...counts, feasible: true, plan: savedChoice(choice) as PlanSpec, metrics };
}
