import { operatorMemory } from "./operator-memory.ts";
import { INPUT_BYTES } from "../../cost/arithmetic.ts";
import type { Block } from "../../workload/graph/operator-graph.ts";
import { aliveShares } from "./alive-shares.ts";
import { blockLiveness, type BlockLiveness } from "./block-liveness.ts";
import { expertPlacement } from "./operator-shapes.ts";
import type { BlockStep } from "../plan.ts";
import {
  rememberedBlocks,
  rememberedByBlock,
  type KnownByBlock,
  type KnownByKey,
} from "./remembered-by-block.ts";
import type { ResidencyInput } from "./residency-input.ts";
import type { TilePlans } from "./temporary-bytes.ts";

export interface BlockMemory {
  readonly steps: readonly BlockStep[];
  /** The step that needs most. Absent where a block has no operators. */
  readonly peak: BlockStep | undefined;
  readonly keptPerSample: number;
}

/**
 * Memory of the blocks of a plan (of each one layer) over the steps of its program, by what the block before hands over.
 * It depends on the block and its input, the tile plans and a few choices, and is remembered by them: a search asks for
 * the same blocks in many pipelines.
 */
export function blockMemories(input: ResidencyInput): (block: Block, inputElements: number) => BlockMemory {
  const { arch, choice, planMatmul } = input;
  const tiles = arch.chip.architecture === "tiled" ? arch.chip.tiles - choice.ioTiles : 1;
  const rest = livenessKey(input);
  const key = `${rest}|${choice.microBatch}|${choice.arithmetic}|${tiles}`;
  let known = memories.get(planMatmul);
  if (known === undefined) memories.set(planMatmul, (known = new Map()));
  const byInput = rememberedBlocks(known, key, () => new Map<number, BlockMemory>());
  return (block, inputElements) => {
    const ofBlock = byInput(block);
    let memory = ofBlock.get(inputElements);
    if (memory === undefined)
      ofBlock.set(inputElements, (memory = blockMemory(block, inputElements, input, { tiles, rest })));
    return memory;
  };
}

const memories = new WeakMap<TilePlans, KnownByKey<Map<number, BlockMemory>>>();

function blockMemory(
  block: Block,
  inputElements: number,
  input: ResidencyInput,
  { tiles, rest }: { readonly tiles: number; readonly rest: string },
): BlockMemory {
  const { choice, planMatmul } = input;
  const bytes = INPUT_BYTES[choice.arithmetic];
  const shares = aliveShares(block, input.graph.phase === "training", choice, planMatmul);
  const on = { plans: planMatmul, tile: { tiles, elementBytes: bytes } };
  const { steps, keptPerSample } = liveness(block, inputElements, input, shares, rest);
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
}

const livenesses: KnownByBlock<string, BlockLiveness> = new WeakMap();

function needs({ activations, temporaries }: BlockStep): number {
  return activations + temporaries;
}

/** All that liveness depends on but the block and its input. */
function livenessKey({ graph, choice }: ResidencyInput): string {
  const { tensorParallel, sequenceParallel, recompute } = choice;
  const experts = graph.workload.model.experts === undefined ? [] : Object.values(expertPlacement(choice));
  return [tensorParallel, sequenceParallel, recompute, graph.phase, ...experts].join("|");
}

function liveness(
  block: Block,
  inputElements: number,
  input: ResidencyInput,
  shares: readonly number[] | undefined,
  rest: string,
): BlockLiveness {
  const training = input.graph.phase === "training";
  const { choice } = input;
  const key = `${inputElements}|${rest}|${shares?.join(" ") ?? ""}`;
  return rememberedByBlock(livenesses, block, key, () =>
    blockLiveness({ block, inputElements, training, choice, ...(shares && { shares }) }),
  );
}
