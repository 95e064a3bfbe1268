import type { Arch } from "../arch/arch.ts";
import type { PlannerCache } from "../estimate/price/matmul-planner.ts";
import { findPlan } from "../explore/find-plan.ts";
import { infeasible } from "../plan/infeasible.ts";
import { chipMemoryBytes } from "../plan/memory/shortage.ts";
import type { NoPlan } from "../plan/choice/illegal.ts";
import type { PlanChoice } from "../plan/plan.ts";
import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";
import { passCosts } from "./pass-costs.ts";
import { commonDivisor } from "../workload/graph/common-divisor.ts";

/** What drafting for `samples` answers costs, before one pass of the served model. */
export type DraftCost = (
  samples: number,
  context: number,
) => { readonly seconds: number; readonly joules: number };

export interface DraftInput {
  readonly arch: Arch;
  /** The draft, with the served model's lengths and batch. */
  readonly workload: WorkloadSpec;
  readonly draftTokens: number;
  readonly planners: PlannerCache;
  readonly beside: { readonly id: string; readonly choice: PlanChoice; readonly peakBytes: number };
}

/** Share of a tile that a draft's matmuls may use for temporaries: little, it must fit beside a whole model. */
const DRAFT_MEMORY_PROPORTION = 0.1;

/**
 * Plan a draft model on the chips of the served model's first stage, where it runs one pass for each drafted token,
 * and see that both fit: their fullest tiles are added, which overstates what they share. Replicas take their steps
 * together only where they share the served model's experts: the draft's may be divided over those and no others.
 */
export function prepareDraft(
  input: DraftInput,
): { readonly kind: "drafting"; readonly choice: PlanChoice; readonly cost: DraftCost } | NoPlan {
  const { arch, workload, draftTokens, planners, beside } = input;
  const { tensorParallel, dataParallel, microBatch, microBatches } = beside.choice;
  const experts = workload.model.experts?.count ?? 1;
  const { best, noPlan: why } = findPlan({
    ...{ arch, workload, planners },
    fixed: {
      ...{ tensorParallel, dataParallel, pipelineParallel: 1, weights: "sram" },
      ...(experts > 1 && { expertParallel: commonDivisor(experts, beside.choice.expertParallel) }),
      ...(arch.chip.architecture === "tiled" && { availableMemoryProportion: DRAFT_MEMORY_PROPORTION }),
    },
  });
  if (best === undefined) {
    if (why === undefined) throw new Error("no plan, and no reason why");
    return why;
  }
  const own = Math.max(...best.evaluation.phases.map(({ plan }) => plan.sramBytesPerTilePeak));
  const bound = chipMemoryBytes(arch);
  const demand = own + beside.peakBytes;
  if (demand > bound)
    return infeasible({
      resource: `${arch.chip.architecture === "tiled" ? "tile SRAM" : "HBM"} for the draft beside the served model`,
      ...{ demand, bound, unit: "B" },
      breakdown: { [beside.id]: beside.peakBytes, [workload.id]: own },
      levers: ["a smaller draft", "fewer requests in flight", "more chips to a replica"],
      choice: beside.choice,
    });
  const largestPass = microBatch * microBatches;
  const costs = passCosts({ arch, workload, choice: best.choice, planners, largestPass, decodeTokens: 1 });
  const cost: DraftCost = (samples, context) => {
    const { stageSeconds, joules } = costs.decode(samples, context);
    const seconds = stageSeconds.reduce((sum, stage) => sum + stage, 0);
    return { seconds: draftTokens * seconds, joules: draftTokens * joules };
  };
  return { kind: "drafting", choice: best.choice, cost };
}
