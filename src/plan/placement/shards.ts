import type { Arch } from "../../arch/arch.ts";
import type { PlanChoice } from "../plan.ts";

type ReplicaDegrees = Pick<PlanChoice, "tensorParallel" | "pipelineParallel" | "dataParallel" | "rankOrder">;

/** How the replicas lie in link domains. */
export interface ReplicaDomains {
  /** Replicas inside one link domain. */
  readonly inside: number;
  readonly domains: number;
}

/**
 * Whether the stages of a replica are neighbours. IPUs place replica after replica; on GPUs the replicas of a stage are
 * neighbours unless the plan says otherwise (Megatron-LM parallel_state: ranks count tensor, then data, then pipeline;
 * with `--use-tp-pp-dp-mapping` tensor, pipeline, data).
 */
function stagesAreNeighbours({ chip }: Arch, { rankOrder }: ReplicaDegrees): boolean {
  return chip.architecture === "tiled" || rankOrder === "tensor-pipeline-data";
}

/** Chips from a chip to its counterpart in the next replica. */
export function replicaStride(arch: Arch, choice: ReplicaDegrees): number {
  const { tensorParallel, pipelineParallel } = choice;
  return stagesAreNeighbours(arch, choice) ? tensorParallel * pipelineParallel : tensorParallel;
}

/** Chips from a chip to its counterpart in the next pipeline stage. */
export function stageStride(arch: Arch, choice: ReplicaDegrees): number {
  const { tensorParallel, dataParallel } = choice;
  return stagesAreNeighbours(arch, choice) ? tensorParallel : tensorParallel * dataParallel;
}

/** Replicas that hold the same; of the experts, which neighbours divide among them, every `every`-th one. */
export function replicaDomains(arch: Arch, choice: ReplicaDegrees, every = 1): ReplicaDomains {
  return chipGroup(arch, choice.dataParallel / every, replicaStride(arch, choice) * every);
}

/** A group of `members` chips, each `stride` chips after the other, in link domains. */
export function chipGroup(arch: Arch, members: number, stride: number): ReplicaDomains {
  const inside = Math.max(1, Math.min(members, Math.floor(arch.linkDomainChips / stride)));
  return { inside, domains: Math.ceil(members / inside) };
}

/**
 * Replicas over which sharded state is divided. On IPUs those of one link domain, each domain holding all of it
 * (PopART commgroup.hpp 57: a domain is 64 / replica size replicas); on GPUs all of them (ZeRO).
 */
export function stateShards(arch: Arch, choice: ReplicaDegrees, every = 1): number {
  return arch.chip.architecture === "tiled"
    ? replicaDomains(arch, choice, every).inside
    : choice.dataParallel / every;
}
