import { allReduce, halfCollective, type CollectiveCost } from "../cost/collective.ts";
import { hop, type Hop } from "./hop.ts";
import type { PricingContext } from "./pricing-context.ts";
import type { Segment, TimeCategory } from "./priced-plan.ts";

/** All-reduce of `bytes` over the tensor-parallel ranks of a stage. */
export function priceAllReduce(label: string, bytes: number, context: PricingContext): Segment {
  const { tensorParallel } = context.choice;
  const link = hop(context.arch, tensorParallel, 1);
  return linkSegment(label, "tensorParallel", allReduce(bytes, tensorParallel, link), link);
}

/**
 * A micro-batch's activations (or their gradient) to the next stage: each tensor-parallel rank sends its share to its
 * counterpart. The slowest hand-over sets the cycle: links between machines, or gateways beyond a link domain.
 */
export function priceCopy(label: string, bytes: number, context: PricingContext): Segment {
  const { tensorParallel, pipelineParallel } = context.choice;
  const link = hop(context.arch, pipelineParallel, tensorParallel);
  const share = bytes / tensorParallel;
  const seconds = share / link.bytesPerSecond + link.latencySeconds;
  return linkSegment(label, "pipelineCopy", { seconds, bytesSent: share }, link);
}

/**
 * A collective of `bytes` over the replicas. Inside a link domain rings run over the chip links; between domains the
 * shards that the domain left are all-reduced over the gateways, in lockstep on all chips of a machine:
 * reduce-scatter in the domain, all-reduce of the shard between domains, all-gather in the domain.
 * Source: GCL user guide, three phases across IPU-Link domains.
 */
export function priceReplicaCollective(
  kind: "all-reduce" | "reduce-scatter" | "all-gather",
  bytes: number,
  context: PricingContext,
): readonly Segment[] {
  const { arch, choice } = context;
  const { dataParallel } = choice;
  if (dataParallel === 1 || bytes === 0) return [];
  const replicaChips = choice.tensorParallel * choice.pipelineParallel;
  const inside = Math.max(1, Math.min(dataParallel, Math.floor(arch.linkDomainChips / replicaChips)));
  const domains = Math.ceil(dataParallel / inside);
  const near = hop(arch, inside, replicaChips);
  const far = hop(arch, domains, Math.max(replicaChips, arch.linkDomainChips));
  const law = kind === "all-reduce" ? allReduce : halfCollective;
  return [
    linkSegment(`${kind} in the link domain`, "gradientReduction", law(bytes, inside, near), near),
    linkSegment(`${kind} between domains`, "gradientReduction", law(bytes / inside, domains, far), far),
  ].filter(({ seconds }) => seconds > 0);
}

function linkSegment(label: string, category: TimeCategory, cost: CollectiveCost, link: Hop): Segment {
  return {
    label,
    resource: link.resource,
    seconds: cost.seconds,
    time: { [category]: cost.seconds },
    energy: { links: cost.bytesSent * link.joulesPerByte },
    bytes: cost.bytesSent,
  };
}
