import type { Block } from "../../workload/graph/operator-graph.ts";
import { expertsStream, trainedAtATime, type ExpertChoice } from "./operator-shapes.ts";
import type { PlanChoice } from "../plan.ts";
import { rememberedBlocks, type KnownByKey } from "./remembered-by-block.ts";
import { layerIndexBytes, layerParametersAtATime, layerTrainedAtATime } from "./standing-bytes.ts";
import { unevenElements } from "./uneven-weights.ts";

/** Parameters of one layer that are on one chip together, as its program meets them. */
export interface LayerState {
  readonly parameters: number;
  readonly trained: number;
  /** Of one operator, the most. */
  readonly largestTrained: number;
  readonly indexBytes: number;
  /** Elements that the fullest tile holds beyond an even share: of all, and of those that are trained. */
  readonly uneven: number;
  readonly unevenTrained: number;
}

/** The state of each layer under a choice, over so many tiles. */
export function layerStates(
  choice: Pick<PlanChoice, "tensorParallel" | "arithmetic"> & ExpertChoice,
  tiles: number,
): (block: Block) => LayerState {
  const { tensorParallel, arithmetic, expertParallel } = choice;
  const key = `${tensorParallel}|${arithmetic}|${expertParallel}|${expertsStream(choice)}|${tiles}`;
  return rememberedBlocks(known, key, (block) => ({
    parameters: layerParametersAtATime(block, choice),
    trained: layerTrainedAtATime(block, choice),
    largestTrained: block.operators.reduce((most, op) => Math.max(most, trainedAtATime(op, choice)), 0),
    indexBytes: layerIndexBytes(block, choice),
    uneven: unevenElements(block, choice, tiles),
    unevenTrained: unevenElements(block, choice, tiles, trainedAtATime),
  }));
}

const known: KnownByKey<LayerState> = new Map();
