import { allReduce, halfCollective, type CollectiveCost } from "../../cost/collective/collective.ts";
import { replicaDomains, replicaStride, stageStride } from "../../plan/placement/shards.ts";
import { hop, type Hop } from "./hop.ts";
import { neighboursAllReduce } from "./roofline-all-reduce.ts";
import type { Operator } from "../../workload/graph/operator-graph.ts";
import type { PricingContext } from "./pricing-context.ts";
import type { Segment, TimeCategory } from "../priced-plan.ts";

/** All-reduce of `bytes` over the tensor-parallel ranks of a stage. */
export function priceAllReduce(label: string, bytes: number, context: PricingContext): Segment {
  const { tensorParallel } = context.choice;
  const link = hop(context.arch, tensorParallel, 1);
  if (context.arch.chip.architecture === "roofline")
    return linkSegment(
      label,
      "tensorParallel",
      neighboursAllReduce(bytes, tensorParallel, context.arch),
      link,
    );
  return linkSegment(label, "tensorParallel", allReduce(bytes, tensorParallel, link), link);
}

/** Bytes of one statistic of a channel; a norm sums two of them, of its input or of its gradients. */
const STATISTIC_BYTES = 4;
const STATISTICS = 2;

/**
 * Statistics of a norm summed over the replicas it is taken over, wherever the norm runs: forward, backward, and again
 * where it is recomputed. Undefined for an operator without such statistics.
 * Source: PopLibs Norms.cpp 130-250 and 446-530, distributed norms.
 */
export function priceStatistics(op: Operator, { arch, choice }: PricingContext): Segment | undefined {
  if (op.kind !== "vector" || op.statistics === undefined) return undefined;
  const { channels, span } = op.statistics;
  const members = Math.min(span, choice.dataParallel);
  if (members <= 1) return undefined;
  const link = hop(arch, members, choice.tensorParallel * choice.pipelineParallel);
  const cost = allReduce(STATISTICS * channels * STATISTIC_BYTES, members, link);
  return linkSegment(`${op.id} statistics`, "exchange", cost, link);
}

/**
 * A micro-batch's activations (or their gradient) to the next stage: each tensor-parallel rank sends its share to its
 * counterpart. The slowest hand-over sets the cycle: links between machines, or gateways beyond a link domain.
 */
export function priceCopy(label: string, bytes: number, context: PricingContext): Segment {
  const { tensorParallel, pipelineParallel } = context.choice;
  const link = hop(context.arch, pipelineParallel, stageStride(context.arch, context.choice));
  const share = bytes / tensorParallel;
  const seconds = share / link.bytesPerSecond + link.latencySeconds;
  return linkSegment(label, "pipelineCopy", { seconds, bytesSent: share }, link);
}

/**
 * Gradients of one chip summed over the replicas, each keeping the part it owns (`shards` owners; 1: all keep all).
 * Inside a link domain rings run over the chip links; what the domain left of each gradient is then summed between
 * domains over the gateways, in lockstep on all chips of a machine.
 * Experts are summed over every `every`-th replica, as many as hold the same ones.
 * Source: GCL user guide, three phases across IPU-Link domains.
 */
export function priceReduction(
  bytes: number,
  shards: number,
  context: PricingContext,
  every = 1,
): readonly Segment[] {
  const { inside, domains, near, far } = replicaRings(context, every);
  const insideLaw = shards > 1 ? halfCollective : allReduce;
  const betweenLaw = shards > inside ? halfCollective : allReduce;
  return [
    linkSegment("gradients in the link domain", "gradientReduction", insideLaw(bytes, inside, near), near),
    linkSegment(
      "gradients between domains",
      "gradientReduction",
      betweenLaw(bytes / inside, domains, far),
      far,
    ),
  ].filter(({ seconds }) => seconds > 0);
}

/** Weights of one chip gathered from the `shards` replicas that own a part each; from other domains first. */
export function priceGather(
  bytes: number,
  shards: number,
  context: PricingContext,
  every = 1,
): readonly Segment[] {
  if (shards === 1) return [];
  const { inside, domains, near, far } = replicaRings(context, every);
  const between = shards > inside ? halfCollective(bytes / inside, domains, far) : NO_COST;
  return [
    linkSegment("weights between domains", "weightGather", between, far),
    linkSegment("weights in the link domain", "weightGather", halfCollective(bytes, inside, near), near),
  ].filter(({ seconds }) => seconds > 0);
}

const NO_COST: CollectiveCost = { seconds: 0, bytesSent: 0 };

function replicaRings(
  { arch, choice }: PricingContext,
  every: number,
): {
  readonly inside: number;
  readonly domains: number;
  readonly near: Hop;
  readonly far: Hop;
} {
  const { inside, domains } = replicaDomains(arch, choice, every);
  const stride = replicaStride(arch, choice) * every;
  return {
    inside,
    domains,
    near: hop(arch, inside, stride),
    far: hop(arch, domains, Math.max(stride, arch.linkDomainChips)),
  };
}

export function linkSegment(label: string, category: TimeCategory, cost: CollectiveCost, link: Hop): Segment {
  return {
    label,
    resource: link.resource,
    seconds: cost.seconds,
    time: { [category]: cost.seconds },
    energy: { links: cost.bytesSent * link.joulesPerByte },
    bytes: cost.bytesSent,
  };
}
