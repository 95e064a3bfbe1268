import { offChipMemories } from "../../arch/memory.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Claim } from "../../sim/fair-share.ts";
import type { PricedPlan, Resource } from "../priced-plan.ts";

/** The replica that stands for all, and what its chips take of the machines' shared parts. */
export interface FoldedReplicas {
  /** Chips of the replica, a tensor-parallel group counted as one. */
  readonly chips: number;
  /** Chips of the whole system that each of them stands for. */
  readonly chipsPerChip: number;
  /** Bytes per second of each shared part (pool). */
  readonly capacities: readonly number[];
  /** What a segment on chip `chip` takes of the pools; empty if the resource is the chip's own. */
  readonly claims: (chip: number, resource: Resource) => readonly Claim[];
  /** Machine of the first replica that holds (the first rank of) a chip. */
  readonly machineOf: (chip: number) => number;
}

type Claims = Record<Resource, Claim[]>;

/**
 * Simulate one replica in place of `dataParallel` identical ones.
 *
 * Chips are placed in order, replica by replica, in a replica chip by chip, and the tensor-parallel ranks of a chip
 * side by side, on machines of `machine.chips`. Replicas run in lockstep: on every machine that holds a copy of a
 * chip, the copies of all chips there draw at the same time, and the slowest copy sets the pace of the folded one.
 * Placement repeats after lcm(replica chips, machine chips) chips; machines with the same tenants count once.
 *
 * A chip of a program that loads beside its compute also shares its own port to a memory between the two.
 */
export function foldReplicas({ plan, program }: PricedPlan): FoldedReplicas {
  const { tensorParallel: ranks, dataParallel: replicas } = plan.choice;
  const perMachine = plan.arch.machine.chips;
  const chips = program.kind === "pipeline" ? 1 + Math.max(...program.stages.map(({ chip }) => chip)) : 1;
  const machines = tenants(chips, ranks, replicas, perMachine);
  const capacities: number[] = [];
  const claims = Array.from({ length: chips }, (): Claims => ({}));
  const add = (chip: number, resource: Resource, weight: number): void => {
    (claims[chip]![resource] ??= []).push({ pool: capacities.length - 1, weight });
  };
  for (const [resource, capacity] of sharedParts(plan)) {
    for (const machine of machines) {
      capacities.push(capacity);
      for (const [chip, weight] of machine) add(chip, resource, weight);
    }
  }
  if (program.kind === "phased" && program.overlap)
    for (const { id, chipBytesPerSecond } of offChipMemories(plan.arch)) {
      capacities.push(chipBytesPerSecond);
      add(0, id, 1);
    }
  return {
    chips,
    chipsPerChip: ranks * replicas,
    capacities,
    claims: (chip, resource) => claims[chip]![resource] ?? [],
    machineOf: (chip) => Math.floor((chip * ranks) / perMachine),
  };
}

/** For each kind of machine: how many of its chips are copies of each chip of the replica. */
function tenants(
  chips: number,
  ranks: number,
  replicas: number,
  perMachine: number,
): readonly ReadonlyMap<number, number>[] {
  const perReplica = chips * ranks;
  const placed = Math.min(perReplica * replicas, leastCommonMultiple(perReplica, perMachine));
  const kinds = new Map<string, ReadonlyMap<number, number>>();
  for (let first = 0; first < placed; first += perMachine) {
    const counts = new Map<number, number>();
    for (let at = first; at < Math.min(first + perMachine, placed); at++) {
      const chip = Math.floor((at % perReplica) / ranks);
      counts.set(chip, (counts.get(chip) ?? 0) + 1);
    }
    kinds.set([...counts].join(";"), counts);
  }
  return [...kinds.values()];
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
}

/** What the chips of a machine share, and its bytes per second. */
function sharedParts({ arch }: Plan): readonly (readonly [Resource, number])[] {
  const memories = offChipMemories(arch).filter(({ sharedBy }) => sharedBy === "machine");
  return [
    ...memories.map(({ id, bytesPerSecond }) => [id, bytesPerSecond] as const),
    ["gateway", arch.machine.gateway.bytesPerSecond],
    ["host", arch.machine.host.bytesPerSecond],
  ];
}
