import { softwareOf } from "../../arch/software-of.ts";
import { allReduce, halfCollective, type CollectiveCost } from "../../cost/collective/collective.ts";
import { chipGroup, type ChipGroup } from "../../plan/placement/chip-group.ts";
import type { Hop } from "../../plan/placement/hop.ts";
import { neighboursAllReduce } from "./roofline-all-reduce.ts";
import { isKind, type Operator } from "../../workload/graph/operator-graph.ts";
import type { PricingContext } from "./pricing-context.ts";
import type { Segment, TimeCategory, Traffic } from "../priced-plan.ts";

/** All-reduce of `bytes` over the tensor-parallel ranks of a stage. */
export function priceAllReduce(label: string, bytes: number, context: PricingContext): Segment {
  const { arch, graph, placement } = context;
  const { chip } = arch;
  const { ranks } = placement;
  const link = ranks.ring;
  if (chip.architecture === "tiled")
    return linkSegment(label, "tensorParallel", allReduce(bytes, ranks.members, link), link);
  // A kernel of the stream like any other.
  const software = softwareOf(chip, graph.phase);
  const { seconds, bytesSent } = neighboursAllReduce(bytes, ranks, arch, software);
  const started = chip.kernelRampSeconds + software.gapSeconds;
  return linkSegment(label, "tensorParallel", { seconds: seconds + started, bytesSent }, link);
}

/** Bytes of one statistic of a channel; a norm sums two of them, of its input or of its gradients. */
const STATISTIC_BYTES = 4;
const STATISTICS = 2;

/**
 * Statistics of a norm summed over the replicas it is taken over, wherever the norm runs: forward, backward, and again
 * where it is recomputed. Undefined for an operator without such statistics.
 * Source: PopLibs Norms.cpp 130-250 and 446-530, distributed norms.
 */
export function priceStatistics(
  op: Operator,
  { arch, choice, placement }: PricingContext,
): Segment | undefined {
  if (!isKind(op, "vector") || op.statistics === undefined) return undefined;
  const { channels, span } = op.statistics;
  const members = Math.min(span, choice.dataParallel);
  if (members <= 1) return undefined;
  const link = chipGroup(arch, members, placement.replicaStride).ring;
  const cost = allReduce(STATISTICS * channels * STATISTIC_BYTES, members, link);
  return linkSegment(`${op.id} statistics`, "exchange", cost, link);
}

/**
 * A micro-batch's activations (or their gradient) to the next stage: each tensor-parallel rank sends its share to its
 * counterpart. The slowest hand-over sets the cycle: links between machines, or gateways beyond a link domain.
 */
export function priceCopy(
  label: string,
  bytes: number,
  pattern: "next" | "before",
  context: PricingContext,
): Segment {
  const link = context.placement.stages.ring;
  const { members, stride } = link;
  const share = bytes / context.choice.tensorParallel;
  const seconds = share / link.bytesPerSecond + link.latencySeconds;
  return linkSegment(label, "pipelineCopy", { seconds, bytesSent: share }, link, {
    members,
    stride,
    pattern,
  });
}

/** Weights that the chips of a group hold alike, or `shards` of the group a part of each. */
export interface HeldWeights {
  readonly holders: ChipGroup;
  readonly shards: number;
}

/**
 * Gradients of one chip summed over the replicas, each keeping the part it owns (`shards` owners; 1: all keep all).
 * Inside a link domain rings run over the chip links; what the domain left of each gradient is then summed between
 * domains over the gateways, in lockstep on all chips of a machine.
 * Source: GCL user guide, three phases across IPU-Link domains.
 */
export function priceReduction(bytes: number, { holders, shards }: HeldWeights): readonly Segment[] {
  const { inside, domains, near, far } = holders;
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
export function priceGather(bytes: number, { holders, shards }: HeldWeights): readonly Segment[] {
  if (shards === 1) return [];
  const { inside, domains, near, far } = holders;
  const between = shards > inside ? halfCollective(bytes / inside, domains, far) : NO_COST;
  return [
    linkSegment("weights between domains", "weightGather", between, far),
    linkSegment("weights in the link domain", "weightGather", halfCollective(bytes, inside, near), near),
  ].filter(({ seconds }) => seconds > 0);
}

const NO_COST: CollectiveCost = { seconds: 0, bytesSent: 0 };

export function linkSegment(
  label: string,
  category: TimeCategory,
  cost: CollectiveCost,
  link: Hop,
  traffic: Traffic = link,
): Segment {
  return {
    label,
    resource: link.resource,
    seconds: cost.seconds,
    time: { [category]: cost.seconds },
    energy: { links: cost.bytesSent * link.joulesPerByte },
    bytes: cost.bytesSent,
    traffic,
  };
}
