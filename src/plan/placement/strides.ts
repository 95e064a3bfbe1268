import type { Arch } from "../../arch/arch.ts";

/** What of a choice places chips. */
export interface Degrees {
  readonly tensorParallel: number;
  readonly pipelineParallel: number;
  readonly dataParallel: number;
  readonly expertParallel?: number;
  readonly rankOrder?: "tensor-data-pipeline" | "tensor-pipeline-data";
}

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
  const { tensorParallel, pipelineParallel } = choice;
  return stagesAreNeighbours(arch, choice) ? tensorParallel * pipelineParallel : tensorParallel;
}

/** Chips from a chip to its counterpart in the next pipeline stage. */
export function stageStride(arch: Arch, choice: Degrees): number {
  const { tensorParallel, dataParallel } = choice;
  return stagesAreNeighbours(arch, choice) ? tensorParallel : tensorParallel * dataParallel;
}
