import type { Residence, Stage } from "../plan.ts";
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
  return Array.from({ length: chips }, (_, chip) =>
    chipResidence(
      input.stages.filter((stage) => stage.chip === chip),
      input,
    ),
  );
}

/** What the chip with these stages holds. Of the others only their number counts. */
export function chipResidence(own: readonly Stage[], input: ResidencyInput): Residence {
  if (own.length === 0) throw new Error("a chip without a stage");
  return input.arch.chip.architecture === "tiled"
    ? tiledResidence(own, input)
    : rooflineResidence(own, input);
}
