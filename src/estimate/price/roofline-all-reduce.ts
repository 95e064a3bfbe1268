import type { Arch, Software } from "../../arch/arch.ts";
import { allReduce, type CollectiveCost } from "../../cost/collective/collective.ts";
import { protocolAllReduce, type CollectiveProtocols } from "../../cost/roofline/roofline-collective.ts";
import { torusAllReduce, torusSides, type TorusLinks } from "../../cost/roofline/torus-collective.ts";
import type { ChipGroup } from "../../plan/placement/chip-group.ts";

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

/** Kernels that read what lies in the other chips' memory: as little latency as small messages, a share of the links. */
function withDirectSums(protocols: CollectiveProtocols, { directSumShare }: Software): CollectiveProtocols {
  if (directSumShare === 0) return protocols;
  const { bytesPerSecond, latencySeconds, small } = protocols;
  const direct = {
    bytesPerSecond: bytesPerSecond * directSumShare,
    latencySeconds: small?.latencySeconds ?? latencySeconds,
  };
  return { ...protocols, small: direct };
}

/** The links of a chip that is one of a torus, those to a neighbour together; undefined of others. */
export function torusOf({ chip }: Arch): (TorusLinks & { readonly dimensions: number }) | undefined {
  if (chip.architecture !== "roofline" || chip.torus === undefined) return undefined;
  const { count, bytesPerSecondEach, latencySeconds } = chip.links;
  const { dimensions, ring } = chip.torus;
  const toNeighbour = count / (2 * dimensions);
  return { bytesPerSecond: toNeighbour * bytesPerSecondEach, latencySeconds, dimensions, ring };
}

/**
 * All-reduce of `bytes` over a group of neighbouring chips. Within a link domain over the links; beyond, what the
 * domain's reduce-scatter left to each chip is summed with its counterparts over the gateways, all chips at once.
 */
export function neighboursAllReduce(
  bytes: number,
  group: ChipGroup,
  arch: Arch,
  software: Software,
): CollectiveCost {
  const torus = torusOf(arch);
  const near = torus
    ? torusAllReduce(bytes, torusSides(group.inside, torus.dimensions), torus)
    : protocolAllReduce(bytes, group.inside, withDirectSums(machineProtocols(arch), software));
  const far = allReduce(bytes / group.inside, group.domains, group.far);
  return { seconds: near.seconds + far.seconds, bytesSent: near.bytesSent + far.bytesSent };
}
