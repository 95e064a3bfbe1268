import type { MemoryId } from "../../arch/memory.ts";
import {
  dividesGradients,
  dividesState,
  dividesWeights,
  isOffChip,
  isPhased,
  stateMemory,
  weightsAreDivided,
} from "./off-chip.ts";
import { INPUT_BYTES } from "../../cost/arithmetic.ts";
import type { Block } from "../../workload/graph/operator-graph.ts";
import { keyValueShare } from "../../workload/graph/key-values.ts";
import { heldParameters } from "./held-parameters.ts";
import {
  chipIndexBytes,
  expertsStream,
  isRouted,
  parametersAtATime,
  trainedAtATime,
  type ExpertChoice,
} from "./operator-shapes.ts";
import type { PlanChoice, SramCategory, Stage, OffChipCategory } from "../plan.ts";
import { rememberedByBlock, type KnownByBlock } from "./remembered-by-block.ts";
import type { ResidencyInput } from "./residency-input.ts";
import { stateShards } from "../placement/state-shards.ts";
import { stateBytes, type StateBytes } from "./state-bytes.ts";

/** What a chip holds all the time, in its own memory and off chip. */
export interface StandingBytes {
  readonly sram: Record<SramCategory, number>;
  /** By memory: those alone that something is kept in. */
  readonly offChip: OffChipBytes;
}

/**
 * State of the stages of one chip: weights, gradients, optimizer state, keys and values. In phased execution weights
 * and state are off chip, state and, in a memory that chips share, weights divided over the replicas (RTS); what passes
 * through the chip is not counted here.
 */
export function standingBytes(stages: readonly Stage[], input: ResidencyInput): StandingBytes {
  const { arch, choice } = input;
  const sram = { ...NO_SRAM };
  const offChip: OffChipBytes = {};
  const bytes = parameterBytes(input);
  const shards = stateShards(arch, choice);
  const cuts = stages.flatMap(({ blocks }) => blocks);
  const { dense, experts, trainedDense, trainedExperts, indexBytes } = heldParameters(cuts, choice);
  const trained = trainedDense + trainedExperts;
  const expertShards = stateShards(arch, choice, choice.expertParallel);
  const divided = (own: number, routed: number): number => own / shards + routed / expertShards;
  const optimizer = divided(trainedDense * bytes.optimizer, trainedExperts * bytes.optimizer);
  const state = stateMemory(choice);
  if (isPhased(choice)) {
    const own = dense * bytes.weight + indexBytes;
    const routed = experts * bytes.weight;
    const kept = keptIn(offChip, choice.weights);
    kept.weights = weightsAreDivided(arch, choice) ? divided(own, routed) : own + routed;
    kept.gradients = choice.weightLoads > 1 ? trained * bytes.gradient : 0;
  } else {
    const away = expertsStream(choice);
    const present = away ? Math.max(...cuts.map(({ block }) => expertAtATime(block, choice))) : experts;
    sram.weights = (dense + present) * bytes.weight + indexBytes;
    if (away) keptIn(offChip, choice.expertWeights).weights = experts * bytes.weight;
    sram.gradients = trained * bytes.gradient;
    if (choice.optimizerState === "sram") sram.optimizer = trained * bytes.optimizer;
    if (dividesState(choice)) sram.optimizer = optimizer;
    if (dividesGradients(choice))
      sram.gradients =
        divided(trainedDense * bytes.gradient, trainedExperts * bytes.gradient) +
        largestOf(cuts, (block) => layerTrainedAtATime(block, choice)) * bytes.gradient;
    if (dividesWeights(choice))
      sram.weights =
        divided(dense * bytes.weight, present * bytes.weight) +
        indexBytes +
        LAYERS_GATHERED * largestOf(cuts, (block) => layerParametersAtATime(block, choice)) * bytes.weight;
  }
  if (state !== undefined) keptIn(offChip, state).optimizer = optimizer;
  const kept = stages.reduce((sum, stage) => sum + kvCacheBytes(stage, input), 0);
  if (choice.kvCache === "sram") sram.kvCache = kept;
  if (isOffChip(choice.kvCache)) keptIn(offChip, choice.kvCache).kvCache = kept;
  return { sram, offChip };
}

/** Layers whose weights are there whole: the one at work, and the next one, which is gathered beside it. */
const LAYERS_GATHERED = 2;

function largestOf(cuts: Stage["blocks"], of: (block: Block) => number): number {
  return Math.max(0, ...cuts.map(({ block }) => of(block)));
}

export const NO_SRAM: Readonly<Record<SramCategory, number>> = {
  code: 0,
  exchangeCode: 0,
  weights: 0,
  gradients: 0,
  optimizer: 0,
  stash: 0,
  activations: 0,
  temporaries: 0,
  kvCache: 0,
  gaps: 0,
};

const NOTHING_KEPT: Readonly<Record<OffChipCategory, number>> = {
  weights: 0,
  gradients: 0,
  optimizer: 0,
  activations: 0,
  kvCache: 0,
};

/** What a chip keeps off chip, by memory and category. */
export type OffChipBytes = Record<MemoryId, Record<OffChipCategory, number>>;

/** The bytes kept in a memory, to be written to; nothing yet where it is met first. */
export function keptIn(offChip: OffChipBytes, memory: MemoryId): Record<OffChipCategory, number> {
  return (offChip[memory] ??= { ...NOTHING_KEPT });
}

/** Bytes of a parameter on this chip, by part. */
export function parameterBytes({ arch, graph, choice }: ResidencyInput): StateBytes {
  return stateBytes(arch.chip, graph.workload.task, INPUT_BYTES[choice.arithmetic]);
}

/** Parameters of one layer that are on one chip together: of experts that come in one by one, one. */
export function layerParametersAtATime(
  block: Block,
  choice: ExpertChoice & Pick<PlanChoice, "tensorParallel">,
): number {
  const { tensorParallel, expertParallel } = choice;
  const key = `${tensorParallel}|${expertParallel}|${expertsStream(choice)}`;
  return rememberedByBlock(known, block, key, () =>
    block.operators.reduce((sum, op) => sum + parametersAtATime(op, choice), 0),
  );
}

const known: KnownByBlock<string, number> = new WeakMap();

/** Bytes that say where the kept weights of one layer are. */
export function layerIndexBytes({ operators }: Block, choice: Pick<PlanChoice, "tensorParallel">): number {
  return operators.reduce((sum, op) => sum + chipIndexBytes(op, choice), 0);
}

function expertAtATime({ operators }: Block, choice: PlanChoice): number {
  return operators.reduce((sum, op) => sum + (isRouted(op) ? parametersAtATime(op, choice) : 0), 0);
}

/** Those of them that have a gradient and optimizer state. */
export function layerTrainedAtATime(
  { operators }: Block,
  choice: ExpertChoice & Pick<PlanChoice, "tensorParallel">,
): number {
  return operators.reduce((sum, op) => sum + trainedAtATime(op, choice), 0);
}

/** Keys and values of every sample in flight at the full context, and states of scans, for one chip. */
function kvCacheBytes(stage: Stage, { graph, choice }: ResidencyInput): number {
  const { task } = graph.workload;
  if (task.kind !== "inference" || choice.kvCache === "none") return 0;
  const context = task.promptTokens + task.generatedTokens;
  const samples = choice.microBatch * choice.microBatches;
  return keptElements(stage, choice, { context }) * samples * INPUT_BYTES[choice.arithmetic];
}

/**
 * Elements of keys and values of `context` tokens (of a sliding window those inside it), and of the states of scans `states` times, that one chip keeps of a
 * sample over the layers of its stage. Keys and values are divided by whole heads, states evenly.
 */
export function keptElements(
  { blocks }: Pick<Stage, "blocks">,
  { tensorParallel }: Pick<PlanChoice, "tensorParallel">,
  { context, states = 1 }: { readonly context: number; readonly states?: number },
): number {
  return blocks.reduce((sum, { block, count }) => {
    const tokens = Math.min(context, block.keyValueTokens ?? context);
    const keyValues = block.kvElementsPerToken * tokens * keyValueShare(block, tensorParallel);
    return sum + count * (keyValues + (states * (block.stateElements ?? 0)) / tensorParallel);
  }, 0);
}
