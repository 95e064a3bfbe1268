import type { Arch } from "../../arch/arch.ts";
import { hierarchy } from "../../arch/topology.ts";
import { allReduce, type CollectiveCost } from "../../cost/collective/collective.ts";
import { protocolAllReduce, type CollectiveProtocols } from "../../cost/roofline/roofline-collective.ts";
import { hop } from "./hop.ts";

/** Protocols over the links of a roofline chip inside its machine. */
export function machineProtocols({ chip, machine }: Arch): CollectiveProtocols {
  const { links } = chip;
  const small = chip.architecture === "roofline" ? chip.smallMessages : undefined;
  return {
    bytesPerSecond: machine.internalLinks * links.bytesPerSecondEach,
    latencySeconds: links.latencySeconds,
    ...(small && { small }),
  };
}

/**
 * All-reduce of `bytes` over `members` neighbouring chips. Within a link domain over the links; beyond, what the
 * domain's reduce-scatter left to each chip is summed with its counterparts over the gateways, all chips at once.
 */
export function neighboursAllReduce(bytes: number, members: number, arch: Arch): CollectiveCost {
  const { chipsPerDomain, domains } = hierarchy(arch, members);
  const inside = protocolAllReduce(bytes, chipsPerDomain, machineProtocols(arch));
  const between = allReduce(bytes / chipsPerDomain, domains, hop(arch, domains, chipsPerDomain));
  return { seconds: inside.seconds + between.seconds, bytesSent: inside.bytesSent + between.bytesSent };
}
