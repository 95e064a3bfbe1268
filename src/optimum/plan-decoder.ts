import type { Arch } from "../arch/arch.ts";
import type { PlannerCache } from "../estimate/price/matmul-planner.ts";
import type { EvaluatedPlan } from "../result/metric-context.ts";
import { findPlan } from "../explore/find-plan.ts";
import type { NoPlan } from "../plan/choice/illegal.ts";
import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";

/** The fastest plan of a decoder and what it comes to, or why there is none. */
export type PlanDecoder = (
  workload: WorkloadSpec,
) => { readonly best: EvaluatedPlan } | { readonly noPlan: NoPlan };

/**
 * Plans decoders on one machine, each shape once: how many tokens a run is long changes neither its plan nor a step of
 * it. Laws that are held against each other, and the steps of their searches for a budget, meet in a few shapes.
 */
export function decoderPlanner(arch: Arch, planners: PlannerCache): PlanDecoder {
  const known = new Map<string, ReturnType<PlanDecoder>>();
  return (workload) => {
    const step = { ...workload, task: { ...workload.task, tokens: 1 } } as WorkloadSpec;
    const key = JSON.stringify(step);
    let planned = known.get(key);
    if (planned === undefined) known.set(key, (planned = plan(step, arch, planners)));
    return "noPlan" in planned ? planned : { best: { ...planned.best, workload } };
  };
}

function plan(workload: WorkloadSpec, arch: Arch, planners: PlannerCache): ReturnType<PlanDecoder> {
  const { best, noPlan } = findPlan({ arch, workload, planners });
  if (best !== undefined) return { best: best.evaluation };
  if (noPlan === undefined) throw new Error("a search without a plan says what was missing");
  return { noPlan };
}
