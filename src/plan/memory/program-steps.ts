import { isOffChip, isPhased } from "./off-chip.ts";
import { INPUT_BYTES } from "../../cost/arithmetic.ts";
import type { Block } from "../../workload/graph/operator-graph.ts";
import { blockMemories, type BlockMemory } from "./block-memory.ts";
import { layerStates, type LayerState } from "./layer-state.ts";
import type { BlockStep, PlanChoice, ProgramPart, ProgramStep, Stage } from "../plan.ts";
import type { ResidencyInput } from "./residency-input.ts";
import { stateShards } from "../placement/state-shards.ts";
import { parameterBytes } from "./standing-bytes.ts";
import { stashDepth } from "./stash-depth.ts";

/** Bytes of an element as checkpoints are kept from forward to backward. */
export function checkpointBytes({ checkpointFormat, arithmetic }: PlanChoice): number {
  return checkpointFormat === "fp8" ? 1 : INPUT_BYTES[arithmetic];
}

/** The program of one chip. */
export interface ChipProgram {
  /** Its blocks in program order, forward, again and backward, then the weight update. */
  readonly parts: readonly ProgramPart[];
  /** Phased execution: bytes of one micro-batch's checkpoints that wait in streaming memory for its backward. */
  readonly waitingBytes: number;
}

/**
 * The program of one chip, with what is alive in each of its steps.
 *
 * A pipeline's stash has room for all micro-batches in flight from start to end of the pipeline; where forward and
 * backward of a micro-batch follow each other, checkpoints come and go with the layers. In phased execution they wait
 * in streaming memory, and one layer's weights are on the chip, beside the next one's on IO tiles.
 */
export function chipProgram(stages: readonly Stage[], input: ResidencyInput): ChipProgram {
  const { arch, choice, graph } = input;
  const inputs = inputElements(input);
  const memoryOf = blockMemories(input);
  const programs = stages.map((stage) => ({
    depth: choice.weights === "sram" ? stashDepth(stage, input) : 1,
    blocks: stageBlocks(stage, inputs.get(stage) ?? [], memoryOf),
  }));
  const perElement = choice.microBatch * checkpointBytes(choice);
  let standing = 0;
  let waiting = 0;
  for (const { depth, blocks } of programs)
    for (const block of blocks) {
      if (depth > 1) standing += depth * block.count * block.memory.keptPerSample * perElement;
      waiting += waits(block);
    }
  const tiles = arch.chip.architecture === "tiled" ? arch.chip.tiles - choice.ioTiles : 1;
  const stateOf = layerStates(choice, tiles);
  const phased = isPhased(choice) ? phasedStates(stateOf, tiles, input) : undefined;
  const parts: ProgramPart[] = [];
  for (const { depth, blocks } of programs) pushParts(parts, blocks, { standing, depth }, phased, input);
  if (graph.phase === "training") parts.push(updatePart(stages, stateOf, input));
  // Each tensor-parallel rank keeps its part of what passes through streaming memory.
  const ranks = choice.sequenceParallel ? 1 : choice.tensorParallel;
  return { parts, waitingBytes: (waiting * perElement) / ranks };
}

/** Elements that a stage puts into the stash for each micro-batch; none where its backward follows at once. */
export function stashedElements(stage: Stage, input: ResidencyInput): number {
  if (input.graph.phase !== "training" || stashDepth(stage, input) <= 1) return 0;
  const blocks = stageBlocks(stage, inputElements(input).get(stage) ?? [], blockMemories(input));
  return (
    blocks.reduce((sum, { count, memory }) => sum + count * memory.keptPerSample, 0) * input.choice.microBatch
  );
}

/** A head's forward and backward follow each other in every phase: only what it reads waits. */
function waits({ layer, count, inputElements: read, memory }: ProgramBlock): number {
  return layer.kind === "head" ? read : count * memory.keptPerSample;
}

interface ProgramBlock {
  readonly layer: Stage["blocks"][number]["block"];
  readonly count: number;
  readonly inputElements: number;
  readonly memory: BlockMemory;
}

type StageInputs = ReadonlyMap<Stage, readonly number[]>;

/** All chips of a pipeline ask for the inputs of the same stages. */
const knownInputs = new WeakMap<readonly Stage[], StageInputs>();

/** Elements of ONE sample that each entry of each stage gets from the one before; heads share what the first reads. */
function inputElements({ graph, stages }: ResidencyInput): StageInputs {
  const known = knownInputs.get(stages);
  if (known !== undefined) return known;
  const { imageValues } = graph.input;
  let handed = imageValues;
  const inputs = new Map<Stage, readonly number[]>();
  knownInputs.set(stages, inputs);
  for (const stage of stages) {
    if (stage.blocks.length === 0) continue;
    inputs.set(
      stage,
      stage.blocks.map(({ block, count }) => {
        if (block.input === "sample") handed = imageValues;
        const got = block.kind === "layer" && count > 1 ? Math.max(handed, block.outputElements) : handed;
        handed = block.outputElements;
        return got;
      }),
    );
  }
  return inputs;
}

function stageBlocks(
  { blocks }: Stage,
  inputs: readonly number[],
  memoryOf: ReturnType<typeof blockMemories>,
): readonly ProgramBlock[] {
  return blocks.map(({ block, count }, at) => {
    const read = inputs[at] ?? 0;
    return { layer: block, count, inputElements: read, memory: memoryOf(block, read) };
  });
}

type PhasedState = Pick<ProgramStep["live"], "weights" | "gradients" | "gaps">;

/** The parts of one stage; `phased`: what a layer at work brings in and leaves again, where weights live off chip. */
function pushParts(
  parts: ProgramPart[],
  blocks: readonly ProgramBlock[],
  { standing, depth }: { readonly standing: number; readonly depth: number },
  phased: ((layer: Block) => PhasedState) | undefined,
  { choice }: ResidencyInput,
): void {
  const elementBytes = checkpointBytes(choice);
  let kept = 0;
  for (const { layer, count, memory } of blocks) {
    const own = memory.keptPerSample * choice.microBatch * elementBytes;
    kept = phased === undefined ? kept + count * own : own;
    const stash = standing + (depth > 1 ? 0 : kept);
    const { weights, gradients, gaps } = phased === undefined ? NO_STATE : phased(layer);
    const through = { weights, gradients, gaps, stash };
    parts.push({ block: layer.id, through, steps: memory.steps, peak: memory.peak });
  }
}

const NO_STATE: PhasedState = { weights: 0, gradients: 0, gaps: 0 };

/** Weights and gradients of the layer at work. The next one's come in on the IO tiles. */
function phasedStates(
  stateOf: (layer: Block) => LayerState,
  tiles: number,
  input: ResidencyInput,
): (layer: Block) => PhasedState {
  const { weight, gradient } = parameterBytes(input);
  return (layer) => {
    const { parameters, indexBytes, trained, uneven, unevenTrained } = stateOf(layer);
    return {
      weights: parameters * weight + indexBytes,
      gradients: trained * gradient,
      gaps: (uneven * weight + unevenTrained * gradient) * tiles,
    };
  };
}

/**
 * The update, when the pipeline has drained: the largest tensor's gradient is summed over the replicas, its state
 * comes from streaming memory where it lives there, and one replica's share of it is worked on.
 */
function updatePart(
  stages: readonly Stage[],
  stateOf: (layer: Block) => LayerState,
  input: ResidencyInput,
): ProgramPart {
  const { arch, choice } = input;
  const { gradient, optimizer } = parameterBytes(input);
  let largest = 0;
  for (const { blocks } of stages)
    for (const { block } of blocks) largest = Math.max(largest, stateOf(block).largestTrained);
  const shards = choice.optimizerState === "sram" ? 1 : stateShards(arch, choice);
  const streamed = isOffChip(choice.optimizerState) ? optimizer : 0;
  const peak: BlockStep = {
    direction: "update",
    activations: 0,
    temporaries: (largest / shards) * (gradient + streamed),
  };
  const through = { weights: 0, gradients: 0, stash: 0, gaps: 0 };
  return { block: "update", through, steps: [peak], peak };
}

/** A step of a part as the plan keeps it. */
export function programStep({ block, through }: ProgramPart, step: BlockStep): ProgramStep {
  const { operator, direction, activations, temporaries } = step;
  const { weights, gradients, gaps, stash } = through;
  const live = { weights, gradients, gaps, stash, activations, temporaries };
  return operator === undefined ? { block, direction, live } : { block, direction, operator, live };
}

/** A step in words: "layer ffn-down runs backward", "weights are updated". */
export function stepName({ block, operator, direction }: ProgramStep): string {
  if (operator === undefined) return "weights are updated";
  const runs = { forward: "runs forward", recompute: "runs again", backward: "runs backward", update: "" };
  return `${block} ${operator.id} ${runs[direction]}`;
}
