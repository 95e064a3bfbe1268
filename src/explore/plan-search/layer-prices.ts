import { segmentSeconds } from "../../estimate/pipeline/cycle-times.ts";
import type { BlockPrice } from "../../estimate/price/price-block.ts";
import { balanceLayers } from "../../plan/partition/partition.ts";
import type { Block } from "../../workload/graph/operator-graph.ts";
import { longestOf, stageWeights } from "./stage-weights.ts";

/** Seconds of one micro-batch on the chips of one tensor-parallel group, all directions, as if no chip handed over. */
export interface LayerPrices {
  readonly blocks: ReadonlyMap<Block, BlockPrice>;
  readonly seconds: ReadonlyMap<Block, number>;
  /** Of them the forward pass. */
  readonly forwardSeconds: ReadonlyMap<Block, number>;
  readonly wholeSeconds: number;
  readonly leastLayerSeconds: number;
  /** The longest stage of the best split over so many stages; `headApart`: without the head, which stands first. */
  readonly longestStage: (stages: number, headApart: boolean) => number;
  readonly headSeconds: number;
}

export function layerPrices(priced: readonly (readonly [Block, BlockPrice])[]): LayerPrices {
  const seconds = new Map<Block, number>();
  const forwardSeconds = new Map<Block, number>();
  let wholeSeconds = 0;
  let leastLayerSeconds = Infinity;
  let headSeconds = 0;
  for (const [block, { forward, recompute, backward }] of priced) {
    forwardSeconds.set(block, segmentSeconds(forward));
    const each = segmentSeconds(forward) + segmentSeconds(recompute) + segmentSeconds(backward);
    seconds.set(block, each);
    wholeSeconds += block.count * each;
    if (block.kind === "layer") leastLayerSeconds = Math.min(leastLayerSeconds, each);
    if (block.kind === "head") headSeconds += block.count * each;
  }
  return {
    ...{ blocks: new Map(priced), seconds, forwardSeconds, wholeSeconds, leastLayerSeconds, headSeconds },
    longestStage: longestStage(seconds),
  };
}

/** Seconds of the longest stage that the best split leaves, by the number of stages. */
function longestStage(seconds: ReadonlyMap<Block, number>): LayerPrices["longestStage"] {
  const layers = [...seconds].filter(([{ kind }]) => kind === "layer");
  const known = new Map<number, number>();
  return (stages, headFirst) => {
    // Of layers that are all alike some stage holds at least the mean, rounded up: no search is needed.
    const [[{ count }, each] = [{ count: 0 }, 0]] = layers;
    if (layers.length === 1) return Math.ceil(count / stages) * each;
    const key = headFirst ? -stages : stages;
    let longest = known.get(key);
    if (longest === undefined) {
      const weights = stageWeights(seconds, headFirst);
      longest = longestOf(balanceLayers({ ...weights, stages }) ?? [], weights);
      known.set(key, longest);
    }
    return longest;
  };
}
