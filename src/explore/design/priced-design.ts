import { whyNoPlan } from "../../plan/choice/illegal.ts";
import type { PlannerCache } from "../../estimate/price/matmul-planner.ts";
import type { PlanSpec } from "../../spec/kinds/plan-spec.ts";
import { savedChoice } from "../../spec/kinds/plan-choices.ts";
import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import type { Arch } from "../../arch/arch.ts";
import { measureMetrics, type BuiltInMetrics } from "../../result/measure.ts";
import { metricContext } from "../../result/metric-context.ts";
import { rounded } from "../../result/rounded.ts";
import { buildOperatorGraph, phasesOf } from "../../workload/build-graph.ts";
import { findPlan } from "../find-plan.ts";
import type { Breadth } from "../plan-search/degrees.ts";
import { arithmeticsOf } from "../plan-search/plan-options.ts";
import { searchSteps } from "../plan-search/search-plans.ts";
import type { Design } from "./design-source.ts";

/** A design with the fastest plan of each workload, or what it lacks. */
export type PricedDesign =
  | {
      readonly fits: true;
      readonly workloads: readonly {
        readonly metrics: BuiltInMetrics;
        readonly plan: Readonly<Record<string, unknown>>;
      }[];
    }
  | { readonly fits: false; readonly lacks: string };

export interface PlansAsked {
  readonly breadth: Breadth;
  readonly planners: PlannerCache;
}

export function priceDesign(
  { arch, workloads, plan }: Design,
  { breadth, planners }: PlansAsked,
): PricedDesign {
  const priced = [];
  for (const workload of workloads) {
    const { best, noPlan } = findPlan({ arch, workload, fixed: plan, planners, breadth });
    if (best === undefined)
      return { fits: false, lacks: noPlan === undefined ? "a legal plan" : whyNoPlan(noPlan) };
    const metrics = rounded(measureMetrics(metricContext(best.evaluation)));
    priced.push({ metrics, plan: rounded(savedChoice(best.choice)) });
  }
  return { fits: true, workloads: priced };
}

/** Rounding of saved numbers, and of sums in another order. */
const ROUNDING = 1 - 1e-9;

/**
 * The least seconds that a sample takes with any plan, by the plan search itself; Infinity where none fits. Ends early,
 * with the bound it has, once that is `enough`.
 */
export function leastPlanSeconds(
  { arch, workload, plan }: { readonly arch: Arch; readonly workload: WorkloadSpec; readonly plan: PlanSpec },
  { breadth, planners }: PlansAsked,
  enough: (secondsPerSample: number, timed: number) => boolean,
): { readonly seconds: number; readonly final: boolean; readonly timed: number } {
  if ((plan.arithmetic ?? arithmeticsOf(arch.chip, workload.task.precision)[0]) === undefined)
    return { seconds: Infinity, final: true, timed: 0 };
  const graphs = phasesOf(workload).map((phase) => buildOperatorGraph(workload, phase));
  const steps = searchSteps({ arch, graphs, fixed: plan, planners, breadth, ranks: 1 });
  for (;;) {
    const { done, value } = steps.next();
    if (done)
      return { seconds: (value.best[0]?.secondsPerSample ?? Infinity) * ROUNDING, final: true, timed: 0 };
    const seconds = value.bound * ROUNDING;
    if (enough(seconds, value.counts.priced)) return { seconds, final: false, timed: value.counts.priced };
  }
}
