import { isPhased } from "../../plan/memory/off-chip.ts";
import type { Arch } from "../../arch/arch.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import type { Degrees } from "./degrees.ts";

/** All that decides, of degrees of parallelism, which values the other choices may take: layouts alike in it share them. */
export interface LayoutTraits {
  readonly hasStages: boolean;
  readonly hasReplicas: boolean;
  /** Whether the order of ranks makes a difference: a machine has room beside a tensor-parallel group for either. */
  readonly ordersDiffer: boolean;
  /** Layers of each stage, where chunks of them may be interleaved; else 1. */
  readonly layersToInterleave: number;
  /** Phased execution: the largest power of two that divides the micro-batches, and what divides a layer; else 1. */
  readonly weightLoads: number;
  readonly tensorParallel: number;
  readonly expertParallel: number;
}

/** `layers`: of the workload. */
export function layoutTraits(
  { linkDomainChips }: Pick<Arch, "linkDomainChips">,
  layers: number,
  degrees: Degrees,
  weights: PlanChoice["weights"],
): LayoutTraits {
  const { tensorParallel, pipelineParallel, dataParallel, expertParallel, microBatches } = degrees;
  const hasStages = pipelineParallel > 1;
  const hasReplicas = dataParallel > 1;
  const phased = isPhased({ weights });
  // A literal in full: layouts are many, and spreads are slow.
  return {
    hasStages,
    hasReplicas,
    ordersDiffer: !phased && hasStages && hasReplicas && tensorParallel < linkDomainChips,
    layersToInterleave: phased ? 1 : layersToInterleave(layers, degrees),
    weightLoads: phased ? largestPowerOfTwoIn(microBatches) : 1,
    tensorParallel: phased ? tensorParallel : 1,
    expertParallel: phased ? expertParallel : 1,
  };
}

/**
 * Chunks of Megatron's interleaved schedule: equal parts of stages of equal length, and micro-batches in whole rounds
 * of the pipeline. Source: Narayanan 2021, arXiv:2104.04473, §2.2.2.
 */
function layersToInterleave(layers: number, { pipelineParallel, microBatches }: Degrees): number {
  if (pipelineParallel === 1 || microBatches % pipelineParallel !== 0) return 1;
  const each = layers / pipelineParallel;
  return Number.isInteger(each) ? each : 1;
}

function largestPowerOfTwoIn(count: number): number {
  let power = 1;
  while (count % (2 * power) === 0) power *= 2;
  return power;
}
