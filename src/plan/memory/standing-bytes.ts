import { INPUT_BYTES } from "../../cost/arithmetic.ts";
import type { Block } from "../../workload/graph/operator-graph.ts";
import { heldParameters } from "./held-parameters.ts";
import {
  chipIndexBytes,
  expertsStream,
  isRouted,
  parametersAtATime,
  trainedAtATime,
  type ExpertChoice,
} from "./operator-shapes.ts";
import type { PlanChoice, SramCategory, Stage, StreamingCategory } from "../plan.ts";
import { rememberedByBlock, type KnownByBlock } from "./remembered-by-block.ts";
import type { ResidencyInput } from "./residency-input.ts";
import { stateShards } from "../placement/state-shards.ts";
import { stateBytes, type StateBytes } from "./state-bytes.ts";

/** What a chip holds all the time, in its own memory and off chip. */
export interface StandingBytes {
  readonly sram: Record<SramCategory, number>;
  readonly streaming: Record<StreamingCategory, number>;
}

/**
 * State of the stages of one chip: weights, gradients, optimizer state, keys and values. In phased execution weights
 * and state are in streaming memory, divided over the replicas (RTS); what passes through the chip is not counted here.
 */
export function standingBytes(stages: readonly Stage[], input: ResidencyInput): StandingBytes {
  const { arch, choice } = input;
  const sram = { ...NO_SRAM };
  const streaming = { ...NO_STREAMING };
  const bytes = parameterBytes(input);
  const shards = stateShards(arch, choice);
  const cuts = stages.flatMap(({ blocks }) => blocks);
  const { dense, experts, trainedDense, trainedExperts, indexBytes } = heldParameters(cuts, choice);
  const trained = trainedDense + trainedExperts;
  const expertShards = stateShards(arch, choice, choice.expertParallel);
  const divided = (own: number, routed: number): number => own / shards + routed / expertShards;
  const optimizer = divided(trainedDense * bytes.optimizer, trainedExperts * bytes.optimizer);
  if (choice.weights === "streaming") {
    streaming.weights = divided(dense * bytes.weight + indexBytes, experts * bytes.weight);
    streaming.optimizer = optimizer;
    streaming.gradients = choice.weightLoads > 1 ? trained * bytes.gradient : 0;
  } else {
    const away = expertsStream(choice);
    const present = away ? Math.max(...cuts.map(({ block }) => expertAtATime(block, choice))) : experts;
    sram.weights = (dense + present) * bytes.weight + indexBytes;
    if (away) streaming.weights = experts * bytes.weight;
    sram.gradients = trained * bytes.gradient;
    if (choice.optimizerState === "sram") sram.optimizer = trained * bytes.optimizer;
    if (choice.optimizerState === "sharded") sram.optimizer = optimizer;
    if (choice.optimizerState === "streaming") streaming.optimizer = optimizer;
  }
  const kept = stages.reduce((sum, stage) => sum + kvCacheBytes(stage, input), 0);
  if (choice.kvCache === "sram") sram.kvCache = kept;
  if (choice.kvCache === "streaming") streaming.kvCache = kept;
  return { sram, streaming };
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

const NO_STREAMING: Readonly<Record<StreamingCategory, number>> = {
  weights: 0,
  gradients: 0,
  optimizer: 0,
  activations: 0,
  kvCache: 0,
};

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
export function layerIndexBytes({ operators }: Block, choice: PlanChoice): number {
  return operators.reduce((sum, op) => sum + chipIndexBytes(op, choice), 0);
}

function expertAtATime({ operators }: Block, choice: PlanChoice): number {
  return operators.reduce((sum, op) => sum + (isRouted(op) ? parametersAtATime(op, choice) : 0), 0);
}

/** Those of them that have a gradient and optimizer state. */
export function layerTrainedAtATime({ operators }: Block, choice: PlanChoice): number {
  return operators.reduce((sum, op) => sum + trainedAtATime(op, choice), 0);
}

/** Keys and values of every sample in flight at the full context, and states of scans, for one chip. */
function kvCacheBytes(stage: Stage, { graph, choice }: ResidencyInput): number {
  const { task } = graph.workload;
  if (task.kind !== "inference" || choice.kvCache === "none") return 0;
  const context = task.promptTokens + task.generatedTokens;
  const perSample = stage.blocks.reduce(
    (sum, { block, count }) =>
      sum + count * (block.kvElementsPerToken * context + (block.stateElements ?? 0)),
    0,
  );
  const samples = choice.microBatch * choice.microBatches;
  return (perSample * samples * INPUT_BYTES[choice.arithmetic]) / choice.tensorParallel;
}
