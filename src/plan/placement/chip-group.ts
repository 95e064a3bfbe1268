import type { Arch } from "../../arch/arch.ts";
import { hop, type Hop } from "./hop.ts";

/**
 * Chips that work together, each `stride` chips of the system after the other, and the rings between them. A hop is
 * worked out where it is asked for: of a machine whose gateways nobody asks about, none is read.
 */
export interface ChipGroup {
  readonly members: number;
  /** Members inside one link domain. */
  readonly inside: number;
  /** Link domains the members spread over. */
  readonly domains: number;
  /** Of one ring through all members: its slowest hop. */
  readonly ring: Hop;
  /** Of the ring through the members of one link domain. */
  readonly near: Hop;
  /** Of the ring through counterparts in all domains, one member of each. */
  readonly far: Hop;
}

export function chipGroup(arch: Arch, members: number, stride: number): ChipGroup {
  const inside = membersInDomain(arch, members, stride);
  const domains = Math.ceil(members / inside);
  return {
    members,
    inside,
    domains,
    get ring() {
      return hop(arch, members, stride);
    },
    get near() {
      return hop(arch, inside, stride);
    },
    get far() {
      return hop(arch, domains, Math.max(stride, arch.linkDomainChips));
    },
  };
}

/** At least one: a group whose members are a domain apart has one in each. */
export function membersInDomain(
  { linkDomainChips }: Pick<Arch, "linkDomainChips">,
  members: number,
  stride: number,
): number {
  return Math.max(1, Math.min(members, Math.floor(linkDomainChips / stride)));
}
