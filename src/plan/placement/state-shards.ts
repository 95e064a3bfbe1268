import type { Arch } from "../../arch/arch.ts";
import { membersInDomain } from "./chip-group.ts";
import { replicaStride, type Degrees } from "./strides.ts";

/**
 * Replicas over which sharded state is divided; of experts, which neighbours divide among them, every `every`-th one.
 * On IPUs those of one link domain, each domain holding all of it (PopART commgroup.hpp 57: a domain is 64 / replica
 * size replicas); on GPUs all of them (ZeRO).
 */
export function stateShards(arch: Arch, choice: Degrees, every = 1): number {
  const replicas = choice.dataParallel / every;
  return arch.chip.architecture === "tiled"
    ? membersInDomain(arch, replicas, replicaStride(arch, choice) * every)
    : replicas;
}
