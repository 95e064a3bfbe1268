import { INPUT_BYTES } from "../cost/arithmetic.ts";
import type { Block } from "../workload/operator-graph.ts";
import { parametersPerChip, trainablePerChip } from "./operator-shapes.ts";
import type { PlanChoice, SramCategory, Stage, StreamingCategory } from "./plan.ts";
import type { ResidencyInput } from "./residency-input.ts";
import { stateShards } from "./shards.ts";
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
  const all = (of: (block: Block, choice: PlanChoice) => number): number =>
    stages.reduce(
      (sum, { blocks }) => blocks.reduce((inner, { block, count }) => inner + count * of(block, choice), sum),
      0,
    );
  const parameters = all(blockParameters);
  const trained = all(trainedParameters);
  if (choice.weights === "streaming") {
    streaming.weights = (parameters * bytes.weight) / shards;
    streaming.optimizer = (trained * bytes.optimizer) / shards;
    streaming.gradients = choice.weightLoads > 1 ? trained * bytes.gradient : 0;
  } else {
    sram.weights = parameters * bytes.weight;
    sram.gradients = trained * bytes.gradient;
    const optimizer = trained * bytes.optimizer;
    if (choice.optimizerState === "sram") sram.optimizer = optimizer;
    if (choice.optimizerState === "sharded") sram.optimizer = optimizer / shards;
    if (choice.optimizerState === "streaming") streaming.optimizer = optimizer / shards;
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

/** Parameters of one layer of a block on one chip. */
export function blockParameters(block: Block, choice: PlanChoice): number {
  return block.operators.reduce((sum, op) => sum + parametersPerChip(op, choice.tensorParallel), 0);
}

/** Those of them that have a gradient and optimizer state. */
export function trainedParameters(block: Block, choice: PlanChoice): number {
  return block.operators.reduce((sum, op) => sum + trainablePerChip(op, choice.tensorParallel), 0);
}

/** Keys and values of every sample in flight at the full context, for one chip. */
function kvCacheBytes(stage: Stage, { graph, choice }: ResidencyInput): number {
  const { task } = graph.workload;
  if (task.kind !== "inference" || choice.kvCache === "none") return 0;
  const context = task.promptTokens + task.generatedTokens;
  const perToken = stage.blocks.reduce((sum, { block, count }) => sum + count * block.kvElementsPerToken, 0);
  const samples = choice.microBatch * choice.microBatches;
  return (perToken * context * samples * INPUT_BYTES[choice.arithmetic]) / choice.tensorParallel;
}
