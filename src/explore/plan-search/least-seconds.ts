import { isPhased } from "../../plan/memory/off-chip.ts";
import { peakFlopsPerSecond } from "../../arch/peak.ts";
import type { Arch } from "../../arch/arch.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import { operatorFlops, TRAINING_PASSES } from "../../workload/graph/operator-flops.ts";
import { isKind, type OperatorGraph } from "../../workload/graph/operator-graph.ts";
import { leastInference, leastTraining, type PipelineRun } from "./least-pipeline.ts";
import type { LayerPrices } from "./layer-prices.ts";
import type { GraphLaws, PriceTier } from "./plan-laws.ts";

/** Sums in another order never make a bound exceed what it bounds. */
const ROUNDING = 1 - 1e-12;

/**
 * The coarsest bound, per sample: matrix products alone, at the peak of as many chips. Where all parameters are trained
 * there are two gradients, and layers that are recomputed run forward twice; where some are frozen, forward alone is
 * sure. Convolutions, whose first has no gradient of its input, are left out.
 */
export function peakSecondsPerSample(
  { chip }: Arch,
  laws: readonly GraphLaws[],
  { arithmetic, recompute }: Pick<PlanChoice, "arithmetic" | "recompute">,
  chips: number,
): number {
  const flops = leastProductFlops(laws, recompute);
  return (flops / (chips * peakFlopsPerSecond(chip, arithmetic))) * ROUNDING;
}

/** FLOPs of the matrix products of one sample that every plan with so much recomputed does. */
export function leastProductFlops(
  phases: readonly Pick<GraphLaws, "graph" | "passes">[],
  recompute: PlanChoice["recompute"],
): number {
  let flops = 0;
  for (const { graph, passes } of phases) {
    const { phase, trainableParameters, parameters, addedParameters } = graph;
    const trained = phase === "training" && trainableParameters >= parameters + addedParameters;
    const again = trained && recompute === "layer" ? productFlops(graph, "layer") : 0;
    flops += passes * ((trained ? TRAINING_PASSES : 1) * productFlops(graph) + again);
  }
  return flops;
}

/** Asked for every group of plans. */
const known: Record<"layer" | "all", WeakMap<OperatorGraph, number>> = {
  layer: new WeakMap(),
  all: new WeakMap(),
};

function productFlops(graph: OperatorGraph, kind: "layer" | "all" = "all"): number {
  let flops = known[kind].get(graph);
  if (flops === undefined) known[kind].set(graph, (flops = summedFlops(graph, kind)));
  return flops;
}

function summedFlops({ blocks }: OperatorGraph, kind: "layer" | "all"): number {
  let flops = 0;
  for (const block of blocks)
    if (kind === "all" || block.kind === kind)
      for (const op of block.operators) if (isKind(op, "matmul")) flops += block.count * operatorFlops(op);
  return flops;
}

/** The work of one tensor-parallel group if it did all of a replica's: no pipeline shares it better than evenly. */
export function replicaSeconds(laws: readonly GraphLaws[], choice: PlanChoice): number {
  let seconds = 0;
  for (const law of laws) {
    const own = law.ownChoice(choice);
    seconds += workSeconds(law, own, law.price.ideal(own));
  }
  return seconds * ROUNDING;
}

/**
 * Lower bound of a step's seconds for any split of the layers over the stages: all phases one after the other, each
 * with its pipeline, its hand-overs and its update. `longest`: of the stages of the last phase, where that is known for
 * every split that fits.
 */
export function leastSeconds(
  laws: readonly GraphLaws[],
  choice: PlanChoice,
  tier: PriceTier,
  longest?: number,
): number {
  let seconds = 0;
  for (const law of laws) {
    const own = law.ownChoice(choice);
    const known = law.price[tier](own);
    const isMain = longest !== undefined && law === laws.at(-1);
    const prices = isMain ? { ...known, longestStage: () => longest } : known;
    if (isPhased(choice) && tier !== "ideal") {
      seconds += law.phasedSeconds(own, tier);
      continue;
    }
    const { interleave } = choice;
    const ways = { interleave, handedOver: interleave, headApart: choice.headPlacement === "first" };
    seconds += pipelineSeconds(law, own, prices, ways);
    if (choice.weights === "sram") seconds += law.leastUpdateSeconds(own);
  }
  return seconds * ROUNDING;
}

/** What a layout leaves open, as far as it may shorten a pipeline. */
export interface LayoutWays {
  /** The most chunks that stages may be interleaved in. */
  readonly chunks: number;
  /** Whether the head may stand apart from the last stage. */
  readonly headApart: boolean;
}

/**
 * The same for all that is chosen beside shapes and degrees: no update, the head where it costs less, and as many
 * chunks as shorten fill and drain most, handed over as one. `prices` are those of the shape, one for each phase.
 */
export function leastOfLayout(
  laws: readonly GraphLaws[],
  prices: readonly LayerPrices[],
  choice: PlanChoice,
  { chunks, headApart }: LayoutWays,
): number {
  let seconds = 0;
  laws.forEach((law, index) => {
    const own = law.ownChoice(choice);
    const price = prices[index]!;
    let least = pipelineSeconds(law, own, price, { interleave: 1, handedOver: 1, headApart: false });
    if (headApart)
      least = Math.min(least, pipelineSeconds(law, own, price, { interleave: 1, handedOver: 1, headApart }));
    if (chunks > 1)
      least = Math.min(
        least,
        pipelineSeconds(law, own, price, { interleave: chunks, handedOver: 1, headApart: false }),
      );
    seconds += least;
  });
  return seconds * ROUNDING;
}

function workSeconds({ passes }: GraphLaws, { microBatches }: PlanChoice, prices: LayerPrices): number {
  return passes * microBatches * prices.wholeSeconds;
}

interface Ways {
  readonly interleave: number;
  /** Chunks of each stage that are handed over one by one. */
  readonly handedOver: number;
  readonly headApart: boolean;
}

function pipelineSeconds(
  law: GraphLaws,
  choice: PlanChoice,
  prices: LayerPrices,
  { interleave, handedOver, headApart }: Ways,
): number {
  const chips = choice.pipelineParallel;
  const { passes, layers } = law;
  const input = choice.weights === "sram" ? law.inputSeconds(choice) : 0;
  if (chips === 1) return passes * choice.microBatches * (prices.wholeSeconds + input);
  const stages = chips + (headApart ? 1 : 0);
  // A decode with at least as many micro-batches as stages is one long pipeline (see pricePlan).
  const continuous = choice.microBatches >= stages;
  const microBatches = choice.microBatches * (continuous ? passes : 1);
  const run: PipelineRun = { chips, layers, microBatches, interleave, headApart, prices };
  const copy = law.leastCopySeconds(choice);
  const once =
    law.graph.phase === "training"
      ? leastTraining(run) + (microBatches * handedOver + 2 * stages - 3) * copy
      : leastInference(run) + (microBatches + stages - 2) * copy;
  return once * (continuous ? 1 : passes);
}
