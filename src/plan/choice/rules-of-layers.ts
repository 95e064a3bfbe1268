import { halfLayers } from "../partition/half-layers.ts";
import { layerCount } from "../partition/partition.ts";
import type { Rule } from "./rule.ts";

/** Every layer stands on one stage: one entry a stage, all together the layers. */
export const layersAddUp: Rule = ({ graph, choice: { layersPerStage, pipelineParallel } }) => {
  const layers = layerCount(graph);
  const placed = layersPerStage.reduce((sum, count) => sum + count, 0);
  if (placed === layers && layersPerStage.length === pipelineParallel) return undefined;
  return {
    by: ["layersPerStage", "pipelineParallel"],
    rule: `every one of ${layers} layers stands on one stage; these entries place ${placed}`,
    legal: [`layersPerStage: ${pipelineParallel} numbers that add up to ${layers}`],
  };
};

/** Half layers are an attention and a feed-forward block one after the other. */
export const layersHalve: Rule = ({ graph, choice: { layersPerStage } }) => {
  if (layersPerStage.every((count) => count % 1 === 0)) return undefined;
  if (graph.blocks.every((block) => block.kind !== "layer" || halfLayers(block) !== undefined))
    return undefined;
  return {
    by: ["layersPerStage"],
    rule: "half layers are cut before a feed-forward block, and this model's layers have none of their own",
    legal: ["layersPerStage: whole numbers"],
  };
};

/** Chunks take turns on the stages of a pipeline; each has a layer at least. */
export const chunksHaveLayers: Rule = ({ choice: { interleave, pipelineParallel, layersPerStage } }) => {
  const fewest = Math.min(...layersPerStage);
  if (interleave === 1 || (pipelineParallel > 1 && interleave <= fewest)) return undefined;
  return {
    by: ["interleave", "pipelineParallel"],
    rule:
      pipelineParallel === 1
        ? "chunks take turns on the stages of a pipeline"
        : `a chunk has a layer at least, and the shortest stage has ${fewest}`,
    legal: ["interleave: 1", "fewer stages"],
  };
};
