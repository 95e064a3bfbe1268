import type { Residence } from "./plan.ts";
import type { ResidencyInput } from "./residency-input.ts";
import { rooflineResidence } from "./roofline-residency.ts";
import { tiledResidence } from "./tiled-residency.ts";

/**
 * What each chip of a replica holds when it is fullest.
 *
 * A pure function of the chip (architecture, tiles, IO tiles), the graph, the stages and the tile plans, and of the
 * choice's tensorParallel, pipelineParallel, dataParallel (shards), microBatch, microBatches (stash, waiting
 * checkpoints, cached samples), recompute, checkpointFormat, optimizerState, weights, weightLoads, arithmetic, ioTiles,
 * sequenceParallel, kvCache and interleave; not of clocks, links, prices, software.
 */
export function residences(input: ResidencyInput): readonly Residence[] {
  const chips = Math.max(...input.stages.map((stage) => stage.chip)) + 1;
  const residence = input.arch.chip.architecture === "tiled" ? tiledResidence : rooflineResidence;
  return Array.from({ length: chips }, (_, chip) => {
    const stages = input.stages.filter((stage) => stage.chip === chip);
    if (stages.length === 0) throw new Error("a chip without a stage");
    return residence(stages, input);
  });
}
