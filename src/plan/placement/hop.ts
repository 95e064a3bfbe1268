import type { Arch } from "../../arch/arch.ts";
import { ringBytesPerSecond, ringLevel, ringStepSeconds } from "../../arch/topology.ts";
import type { Ring } from "../../cost/collective/collective.ts";

/** The way between neighbours of a ring or pipeline. */
export interface Hop extends Ring {
  readonly resource: "links" | "gateway";
  readonly joulesPerByte: number;
}

/** Hop of a ring over `members` chips, each `stride` chips after the other; the slowest hop decides. */
export function hop(arch: Arch, members: number, stride: number): Hop {
  return {
    resource: ringLevel(arch, members, stride) === "gateway" ? "gateway" : "links",
    bytesPerSecond: ringBytesPerSecond(arch, members, stride),
    latencySeconds: ringStepSeconds(arch, members, stride),
    joulesPerByte: arch.chip.links.joulesPerByte,
  };
}
