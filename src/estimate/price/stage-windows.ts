import type { Stage } from "../../plan/plan.ts";
import type { Block } from "../../workload/graph/operator-graph.ts";
import { segmentSeconds } from "../pipeline/cycle-times.ts";
import type { Window } from "./layer-by-layer.ts";
import type { BlockPrice } from "./price-block.ts";

type PriceOf = (block: Block) => BlockPrice;

/** A stage's backward of one micro-batch, what it runs again included, and its layers. */
export function backwardWindow(stage: Pick<Stage, "blocks">, priceOf: PriceOf): Window {
  return windowOf(
    stage,
    priceOf,
    ({ recompute, backward }) => segmentSeconds(recompute) + segmentSeconds(backward),
  );
}

/** The same of its forward. */
export function forwardWindow(stage: Pick<Stage, "blocks">, priceOf: PriceOf): Window {
  return windowOf(stage, priceOf, ({ forward }) => segmentSeconds(forward));
}

function windowOf(
  { blocks }: Pick<Stage, "blocks">,
  priceOf: PriceOf,
  of: (price: BlockPrice) => number,
): Window {
  let seconds = 0;
  let layers = 0;
  for (const { block, count } of blocks) {
    seconds += count * of(priceOf(block));
    layers += count;
  }
  return { seconds, layers };
}
