import { operatorMemory } from "./operator-memory.ts";
import { INPUT_BYTES } from "../../cost/arithmetic.ts";
import type { Block } from "../../workload/graph/operator-graph.ts";
import { aliveShares } from "./alive-shares.ts";
import { blockLiveness, type BlockLiveness } from "./block-liveness.ts";
import { expertPlacement } from "./operator-shapes.ts";
import type { BlockStep } from "../plan.ts";
import { rememberedByBlock, type KnownByBlock } from "./remembered-by-block.ts";
import type { ResidencyInput } from "./residency-input.ts";
import type { TilePlans } from "./temporary-bytes.ts";

export interface BlockMemory {
  readonly steps: readonly BlockStep[];
  /** The step that needs most. Absent where a block has no operators. */
  readonly peak: BlockStep | undefined;
  readonly keptPerSample: number;
}

/**
 * Memory of one block (one layer) over the steps of its program. It depends on the block and its input, the tile plans
 * and a few choices, and is remembered by them: a search asks for the same blocks in many pipelines.
 */
export function blockMemory(block: Block, inputElements: number, input: ResidencyInput): BlockMemory {
  const { arch, choice, planMatmul } = input;
  const tiles = arch.chip.architecture === "tiled" ? arch.chip.tiles - choice.ioTiles : 1;
  const key = `${livenessKey(inputElements, input)}|${choice.microBatch}|${choice.arithmetic}|${tiles}`;
  let known = memories.get(planMatmul);
  if (known === undefined) memories.set(planMatmul, (known = new WeakMap()));
  return rememberedByBlock(known, block, key, () => {
    const bytes = INPUT_BYTES[choice.arithmetic];
    const shares = aliveShares(block, input.graph.phase === "training", choice, planMatmul);
    const on = { plans: planMatmul, tile: { tiles, elementBytes: bytes } };
    const { steps, keptPerSample } = liveness(block, inputElements, input, shares);
    const sized = steps.map(({ operator, direction, perSample, weightGradient }): BlockStep => ({
      operator,
      direction,
      activations: (perSample * choice.microBatch + weightGradient) * bytes,
      temporaries:
        operatorMemory(operator).temporaryBytes(operator, direction === "backward", choice, on) * tiles,
    }));
    let peak = sized[0];
    for (const step of sized) if (peak === undefined || needs(step) > needs(peak)) peak = step;
    return { steps: sized, peak, keptPerSample };
  });
}

const livenesses: KnownByBlock<string, BlockLiveness> = new WeakMap();
const memories = new WeakMap<TilePlans, KnownByBlock<string, BlockMemory>>();

function needs({ activations, temporaries }: BlockStep): number {
  return activations + temporaries;
}

function livenessKey(inputElements: number, { graph, choice }: ResidencyInput): string {
  const { tensorParallel, sequenceParallel, recompute } = choice;
  const experts = graph.workload.model.experts === undefined ? [] : Object.values(expertPlacement(choice));
  return [inputElements, tensorParallel, sequenceParallel, recompute, graph.phase, ...experts].join("|");
}

function liveness(
  block: Block,
  inputElements: number,
  input: ResidencyInput,
  shares: readonly number[] | undefined,
): BlockLiveness {
  const training = input.graph.phase === "training";
  const { choice } = input;
  const key = `${livenessKey(inputElements, input)}|${shares?.join(" ") ?? ""}`;
  return rememberedByBlock(livenesses, block, key, () =>
    blockLiveness({ block, inputElements, training, choice, ...(shares && { shares }) }),
  );
}
