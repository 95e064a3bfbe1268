import { dividesGradients, dividesWeights } from "../../plan/memory/off-chip.ts";
import type { Stage } from "../../plan/plan.ts";
import type { Segment } from "../priced-plan.ts";
import { layerByLayer, type Window } from "./layer-by-layer.ts";
import type { PricingContext } from "./pricing-context.ts";
import { updateParts } from "./price-update.ts";

/** What replicas that divide gradients, or weights too, exchange for every micro-batch. */
export interface ShardedCycle {
  readonly forward: readonly Segment[];
  readonly backward: readonly Segment[];
}

const NOTHING: ShardedCycle = { forward: [], backward: [] };

/**
 * Weights that replicas divide are gathered layer by layer, before forward and again before backward; gradients are
 * scattered over them as backward leaves them, of every micro-batch. Each goes on beside the layer before.
 * Source: Zhao 2023, PyTorch FSDP (arXiv:2304.11277), §3.2-3.4; Rajbhandari 2019 (ZeRO), §7.
 */
export function shardedCycle(
  stage: Stage,
  context: PricingContext,
  { forward, backward }: { readonly forward: () => Window; readonly backward: () => Window },
): ShardedCycle {
  const { choice, graph } = context;
  if (graph.phase !== "training" || !dividesGradients(choice)) return NOTHING;
  const { gather, reduction } = updateParts(stage, context);
  const gathered = dividesWeights(choice) ? gather : [];
  const back = [...gathered, ...reduction];
  return {
    forward: layerByLayer(gathered, forward),
    backward: layerByLayer(back, backward),
  };
}
