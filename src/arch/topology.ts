import type { Arch } from "./arch.ts";

/** What the longest hop of a group's ring goes over. */
export type RingLevel = "machine" | "domain" | "gateway";

/** How a group of chips lies in the machine: how many are together at each level. */
export interface Hierarchy {
  /** Chips of the group inside one machine. */
  readonly chipsPerMachine: number;
  /** Chips of the group inside one link domain. */
  readonly chipsPerDomain: number;
  /** Link domains the group spreads over. */
  readonly domains: number;
}

/**
 * Where a group of `groupChips` chips lies, every `strideChips`-th chip of the system in order (1: neighbours, as
 * tensor-parallel ranks; the chips of a replica: the same chip of each replica). Machines and domains are filled in
 * order, so that a stride wider than a machine leaves one chip of the group in each.
 */
export function hierarchy(arch: Arch, groupChips: number, strideChips = 1): Hierarchy {
  const within = (chips: number): number =>
    Math.min(groupChips, Math.max(1, Math.floor(chips / strideChips)));
  const chipsPerDomain = within(arch.linkDomainChips);
  return {
    chipsPerMachine: within(arch.machine.chips),
    chipsPerDomain,
    domains: Math.ceil(groupChips / chipsPerDomain),
  };
}

/** What a ring over the group has to cross: nothing but a machine, a link domain, or the gateways between domains. */
export function ringLevel(arch: Arch, groupChips: number, strideChips = 1): RingLevel {
  const { chipsPerMachine, domains } = hierarchy(arch, groupChips, strideChips);
  if (domains > 1) return "gateway";
  return chipsPerMachine === groupChips ? "machine" : "domain";
}

/**
 * Usable bytes per second of one chip in one direction of a ring over the group, while the other chips run rings of
 * their own:
 * - inside a machine: links of the weakest hop × usable link rate,
 * - across machines of a link domain: links that leave the machine × usable link rate,
 * - across domains: the chip's share of its machine's gateway.
 *
 * Infinite for a group of one, which sends nothing. Source: PopLibs lib/poplibs_test/Util.cpp 403-409; DS-M2000.
 */
export function ringBytesPerSecond(arch: Arch, groupChips: number, strideChips = 1): number {
  if (groupChips <= 1) return Infinity;
  const { chip, machine } = arch;
  switch (ringLevel(arch, groupChips, strideChips)) {
    case "machine":
      return machine.internalLinks * chip.links.bytesPerSecondEach;
    case "domain":
      return machine.externalLinks * chip.links.bytesPerSecondEach;
    case "gateway":
      return machine.gateway.bytesPerSecond / machine.chips;
  }
}

/** Fixed cost of one step of that ring. */
export function ringStepSeconds(arch: Arch, groupChips: number, strideChips = 1): number {
  if (groupChips <= 1) return 0;
  return ringLevel(arch, groupChips, strideChips) === "gateway"
    ? arch.machine.gateway.latencySeconds
    : arch.chip.links.latencySeconds;
}
