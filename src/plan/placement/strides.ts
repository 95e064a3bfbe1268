import type { Arch } from "../../arch/arch.ts";
import type { PlanChoice } from "../../spec/kinds/plan-choices.ts";
import { partitionChips, stageChips } from "../choice/chips-of.ts";

/** What of a choice places chips. */
export type Degrees = Pick<
  PlanChoice,
  "tensorParallel" | "pipelineParallel" | "dataParallel" | "expertParallel" | "rankOrder"
>;

/**
 * Whether the stages of a replica are neighbours. IPUs place replica after replica; on GPUs the replicas of a stage are
 * neighbours unless the plan says otherwise (Megatron-LM parallel_state: ranks count tensor, then data, then pipeline;
 * with `--use-tp-pp-dp-mapping` tensor, pipeline, data).
 */
function stagesAreNeighbours({ chip }: Arch, { rankOrder }: Degrees): boolean {
  return chip.architecture === "tiled" || rankOrder === "tensor-pipeline-data";
}

/** Chips from a chip to its counterpart in the next replica. */
export function replicaStride(arch: Arch, choice: Degrees): number {
  return stagesAreNeighbours(arch, choice) ? partitionChips(arch, choice) : choice.tensorParallel;
}

/** Chips from a chip to its counterpart in the next pipeline stage. */
export function stageStride(arch: Arch, choice: Degrees): number {
  return stagesAreNeighbours(arch, choice) ? choice.tensorParallel : stageChips(choice);
}
