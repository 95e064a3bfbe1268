import type { Arch } from "../../arch/arch.ts";
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

/**
 * Chips that a replica takes of the system. IPUs are given out as partitions, whose size is a power of two: a replica
 * of 14 takes 16 of them, two of which rest. Source: Graphcore, V-IPU User Guide, "Partitions".
 */
export function partitionChips({ chip }: Pick<Arch, "chip">, choice: Omit<Degrees, "dataParallel">): number {
  const chips = replicaChips(choice);
  return chip.architecture === "tiled" ? 2 ** Math.ceil(Math.log2(chips)) : chips;
}

/** Chips that run one stage, in all replicas. */
export function stageChips({ tensorParallel, dataParallel }: Omit<Degrees, "pipelineParallel">): number {
  return tensorParallel * dataParallel;
}
