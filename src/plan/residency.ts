import type { Arch } from "../arch/arch.ts";
import type { MatmulPlan, MatmulShape } from "../cost/matmul-plan.ts";
import type { Block, Operator, OperatorGraph } from "../workload/operator-graph.ts";
import { INPUT_BYTES } from "../cost/arithmetic.ts";
import {
  CODE_BASE_BYTES_PER_TILE,
  CODE_BYTES_PER_OPERATOR,
  CODE_BYTES_PER_VECTOR_OPERATOR,
  REPLICATED_ACTIVATION_FRACTION,
} from "./memory-constants.ts";
import { matmulWork, outputElements, parametersPerChip } from "./operator-shapes.ts";
import type { PlanChoice, Residence, SramCategory, Stage, StreamingCategory } from "./plan.ts";
import { stateShards } from "./shards.ts";
import { stateBytes } from "./state-bytes.ts";

export interface ResidencyInput {
  readonly arch: Arch;
  readonly graph: OperatorGraph;
  readonly choice: PlanChoice;
  readonly stages: readonly Stage[];
  /** Tile plan of a matmul, for its temporary memory; roofline chips need none. */
  readonly planMatmul: (shape: MatmulShape) => Pick<MatmulPlan, "temporaryBytesPerTile">;
}

/** What each chip of a replica holds. Stages that share a chip add up; their working sets do not overlap in time. */
export function residences(input: ResidencyInput): readonly Residence[] {
  const chips = Math.max(...input.stages.map((stage) => stage.chip)) + 1;
  return Array.from({ length: chips }, (_, chip) =>
    merge(input.stages.filter((stage) => stage.chip === chip).map((stage) => stageResidence(stage, input))),
  );
}

function merge(parts: readonly Residence[]): Residence {
  const [first, ...rest] = parts;
  if (first === undefined) throw new Error("a chip without a stage");
  return rest.reduce((sum, part) => {
    const sram = { ...sum.sram };
    for (const key of ["code", "weights", "gradients", "optimizer", "stash", "kvCache"] as const)
      sram[key] += part.sram[key];
    for (const key of ["activations", "temporaries"] as const)
      sram[key] = Math.max(sram[key], part.sram[key]);
    const streaming = { ...sum.streaming };
    for (const key of Object.keys(streaming) as (keyof typeof streaming)[])
      streaming[key] += part.streaming[key];
    return { sram, streaming };
  }, first);
}

function stageResidence(stage: Stage, input: ResidencyInput): Residence {
  const { arch, graph, choice } = input;
  const bytes = INPUT_BYTES[choice.arithmetic];
  const state = stateBytes(arch.chip, graph.workload.task, bytes);
  const training = graph.phase === "training";
  const shards = stateShards(arch, choice);
  const sram = { ...NO_SRAM };
  const streaming = { ...NO_STREAMING };

  sram.code = codeBytes(stage, input);
  sram.activations = workingSetBytes(stage, input) * bytes;
  sram.temporaries = temporaryBytes(stage, input);
  const parameters = stage.blocks.reduce(
    (sum, { block, count }) => sum + count * blockParameters(block, choice),
    0,
  );
  if (choice.weights === "streaming") {
    // Phased execution: one layer at a time in SRAM (two while the next one loads), the rest in DRAM, where both
    // weights and optimizer state are divided over the replicas (RTS).
    const largest = Math.max(...stage.blocks.map(({ block }) => blockParameters(block, choice)));
    const buffers = choice.ioTiles > 0 ? 2 : 1;
    sram.weights = largest * state.weight * buffers;
    sram.gradients = training ? largest * state.gradient : 0;
    streaming.weights = (parameters * state.weight) / shards;
    streaming.optimizer = (parameters * state.optimizer) / shards;
    if (training) {
      const waiting = choice.microBatches / choice.weightLoads;
      streaming.activations = checkpointElements(stage, input) * bytes * waiting;
      streaming.gradients = choice.weightLoads > 1 ? parameters * state.gradient : 0;
    }
  } else {
    sram.weights = parameters * state.weight;
    sram.gradients = parameters * state.gradient;
    const optimizer = parameters * state.optimizer;
    if (choice.optimizerState === "sram") sram.optimizer = optimizer;
    if (choice.optimizerState === "sharded") sram.optimizer = optimizer / shards;
    if (choice.optimizerState === "streaming") streaming.optimizer = optimizer / shards;
    if (training) sram.stash = stashDepth(stage, input) * checkpointElements(stage, input) * bytes;
  }
  const kv = kvCacheBytes(stage, input);
  if (choice.kvCache === "sram") sram.kvCache = kv;
  if (choice.kvCache === "streaming") streaming.kvCache = kv;
  return { sram, streaming };
}

const NO_SRAM: Record<SramCategory, number> = {
  code: 0,
  weights: 0,
  gradients: 0,
  optimizer: 0,
  stash: 0,
  activations: 0,
  temporaries: 0,
  kvCache: 0,
};
const NO_STREAMING: Record<StreamingCategory, number> = {
  weights: 0,
  gradients: 0,
  optimizer: 0,
  activations: 0,
  kvCache: 0,
};

function blockParameters(block: Block, choice: PlanChoice): number {
  return block.operators.reduce((sum, op) => sum + parametersPerChip(op, choice.tensorParallel), 0);
}

/**
 * Micro-batches whose checkpoints a stage holds at once, with d stages to the end: 2·d + 1 on tiled chips; d + 1 where
 * stages run forward and backward in turn (1F1B), and (S − 1)/v micro-batches more when interleaved in v chunks.
 * Source: PopART pipeline.cpp 66-83, restore happens that many pipeline cycles after the stash; Korthikanti 2022,
 * arXiv:2205.05198, §4.2.3: 1 + (S − 1)/(S·v) times the memory.
 */
export function stashDepth(
  stage: Stage,
  { arch, stages, choice }: Pick<ResidencyInput, "arch" | "stages" | "choice">,
): number {
  const after = stages.length - 1 - stage.index;
  const { interleave = 1 } = choice;
  const chunks = interleave > 1 ? (stages.length - 1) / interleave : 0;
  const depth = arch.chip.architecture === "tiled" ? 2 * after + 1 : after + 1 + chunks;
  return Math.min(depth, choice.microBatches);
}

/** Elements kept per micro-batch from forward to backward, for one chip. */
function checkpointElements(stage: Stage, { choice }: ResidencyInput): number {
  const { recompute } = choice;
  return stage.blocks.reduce((sum, { block, count }) => {
    if (block.kind === "head" && recompute !== "none") return sum;
    const attention = block.savedAttentionElements / choice.tensorParallel;
    const other = (block.savedElements - block.savedAttentionElements) * activationShare(choice);
    const layer = block.outputElements * (choice.sequenceParallel ? 1 / choice.tensorParallel : 1);
    const kept = recompute === "layer" ? layer : recompute === "attention" ? other : other + attention;
    return sum + count * choice.microBatch * kept;
  }, 0);
}

/** Share of a layer's saved activations (without the attention core) on one tensor-parallel chip. */
function activationShare({ tensorParallel, sequenceParallel }: PlanChoice): number {
  if (sequenceParallel) return 1 / tensorParallel;
  const replicated = REPLICATED_ACTIVATION_FRACTION.value;
  return replicated + (1 - replicated) / tensorParallel;
}

/** Elements live while one layer is worked on: what its backward needs and was not kept, or two large tensors. */
function workingSetBytes(stage: Stage, { graph, choice }: ResidencyInput): number {
  const { microBatch, tensorParallel, recompute } = choice;
  return Math.max(
    0,
    ...stage.blocks.map(({ block }) => {
      const largest = Math.max(0, ...block.operators.map((op) => outputElements(op, tensorParallel)));
      const passing = 2 * (largest + block.outputElements);
      if (graph.phase !== "training") return microBatch * passing;
      const attention = block.savedAttentionElements / tensorParallel;
      const other = (block.savedElements - block.savedAttentionElements) * activationShare(choice);
      const rebuilt = recompute === "layer" ? attention + other : recompute === "attention" ? attention : 0;
      return microBatch * Math.max(passing, rebuilt + largest);
    }),
  );
}

/** Temporary memory of the largest matmul in any direction, all tiles. */
function temporaryBytes(stage: Stage, { arch, graph, choice, planMatmul }: ResidencyInput): number {
  if (arch.chip.architecture !== "tiled") return 0;
  const tiles = arch.chip.tiles - choice.ioTiles;
  let largest = 0;
  for (const { block } of stage.blocks)
    for (const op of block.operators) {
      if (op.kind !== "matmul") continue;
      const work = matmulWork(op, choice.microBatch, choice.tensorParallel);
      const shapes = graph.phase === "training" ? [work.forward, ...work.backward] : [work.forward];
      for (const shape of shapes) largest = Math.max(largest, planMatmul(shape).temporaryBytesPerTile);
    }
  return largest * tiles;
}

/** Matmuls and convolutions have a forward and two gradients of their own, other operators a forward and a gradient. */
function codeBytes(stage: Stage, { arch, graph }: ResidencyInput): number {
  if (arch.chip.architecture !== "tiled") return 0;
  const training = graph.phase === "training";
  const ownBytes = (op: Operator): number =>
    op.kind === "matmul" || op.kind === "convolution"
      ? CODE_BYTES_PER_OPERATOR.value * (training ? 3 : 1)
      : CODE_BYTES_PER_VECTOR_OPERATOR.value * (training ? 2 : 1);
  const perTile = stage.blocks.reduce(
    (sum, { block }) => block.operators.reduce((inner, op) => inner + ownBytes(op), sum),
    CODE_BASE_BYTES_PER_TILE.value,
  );
  return arch.chip.tiles * perTile;
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
