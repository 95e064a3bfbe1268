import type { Arch } from "../../arch/arch.ts";
import { ringBytesPerSecond, ringLevel, ringStepSeconds } from "../../arch/topology.ts";
import type { Ring } from "../../cost/collective/collective.ts";

/** Chips that send to each other: `members` of them, each `stride` after the other. */
export interface Peers {
  readonly members: number;
  readonly stride: number;
}

/** The way between neighbours of a ring or pipeline. */
export interface Hop extends Ring, Peers {
  readonly resource: "links" | "gateway";
  readonly joulesPerByte: number;
}

/** Hop of a ring over `members` chips, each `stride` chips after the other; the slowest hop decides. */
export function hop(arch: Arch, members: number, stride: number): Hop {
  return {
    members,
    stride,
    resource: ringLevel(arch, members, stride) === "gateway" ? "gateway" : "links",
    bytesPerSecond: ringBytesPerSecond(arch, members, stride),
    latencySeconds: ringStepSeconds(arch, members, stride),
    joulesPerByte: arch.chip.links.joulesPerByte,
  };
}
