import type { Arch } from "../../arch/arch.ts";
import type { PlannerCache } from "../../estimate/price/matmul-planner.ts";
import { evaluate, type Evaluation } from "../../evaluate.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import { measureMetrics, type BuiltInMetrics } from "../../result/measure.ts";
import { metricContext } from "../../result/metric-context.ts";
import { rounded } from "../../result/rounded.ts";
import { savedChoice } from "../../spec/kinds/plan-choices.ts";
import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import type { Design } from "./design-source.ts";

/** A design with the fastest plan of each workload. */
export interface PricedDesign {
  readonly workloads: readonly {
    readonly metrics: BuiltInMetrics;
    readonly plan: Readonly<Record<string, unknown>>;
  }[];
}

/** A design with the plan of each of its workloads. */
export function priceDesign(
  { arch, workloads }: Design,
  choices: readonly PlanChoice[],
  planners: PlannerCache,
): PricedDesign {
  const priced = workloads.map((workload, at) => {
    const choice = choices[at]!;
    const evaluation = evaluatePlan({ arch, workload, choice, planners });
    const metrics = rounded(measureMetrics(metricContext(evaluation)));
    return { metrics, plan: rounded(savedChoice(choice)) };
  });
  return { workloads: priced };
}

/** A plan that is known to fit. */
export function evaluatePlan(planned: {
  readonly arch: Arch;
  readonly workload: WorkloadSpec;
  readonly choice: PlanChoice;
  readonly planners: PlannerCache;
}): Evaluation {
  const evaluation = evaluate({ ...planned, fidelity: "analytic" });
  if (evaluation.kind !== "evaluation") throw new Error("the fastest plan became infeasible");
  return evaluation;
}
