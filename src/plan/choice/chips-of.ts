import type { PlanChoice } from "../../spec/kinds/plan-choices.ts";

type Degrees = Pick<PlanChoice, "tensorParallel" | "pipelineParallel" | "dataParallel">;

/** Chips that a plan keeps busy: the grid of its ranks, tensor × pipeline × data. */
export function chipsOf(choice: Degrees): number {
  return replicaChips(choice) * choice.dataParallel;
}

/** Chips of one replica: all stages, each a tensor-parallel group. */
export function replicaChips({ tensorParallel, pipelineParallel }: Omit<Degrees, "dataParallel">): number {
  return tensorParallel * pipelineParallel;
}

/** Chips that run one stage, in all replicas. */
export function stageChips({ tensorParallel, dataParallel }: Omit<Degrees, "pipelineParallel">): number {
  return tensorParallel * dataParallel;
}
