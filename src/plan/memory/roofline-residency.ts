import type { Chip } from "../../arch/arch.ts";
import { softwareOf } from "../../arch/software-of.ts";
import { outputElements } from "./operator-memory.ts";
import { isPhased } from "./off-chip.ts";
import { sentBytes } from "../../cost/arithmetic.ts";
import { REPLICATED_ACTIVATION_FRACTION } from "./memory-constants.ts";
import { blockHasBackward } from "../../workload/graph/gradients.ts";
import { isKind, type Block, type Operator, type Phase } from "../../workload/graph/operator-graph.ts";
import { parkedBytes } from "./held-parameters.ts";
import type { PlanChoice, Residence, Stage } from "../plan.ts";
import { rememberedBlocks, type KnownByKey } from "./remembered-by-block.ts";
import type { ResidencyInput } from "./residency-input.ts";
import {
  keptIn,
  layerIndexBytes,
  layerParametersAtATime,
  layerTrainedAtATime,
  parameterBytes,
  standingBytes,
} from "./standing-bytes.ts";
import { stashDepth } from "./stash-depth.ts";

/**
 * What a chip without tiles holds in its HBM: state, the checkpoints of the micro-batches in flight, and the working
 * set of its largest layer.
 */
export function rooflineResidence(stages: readonly Stage[], input: ResidencyInput): Residence {
  const { graph, choice } = input;
  const bytes = sentBytes(input.arch.chip, choice.arithmetic);
  const { sram, offChip } = standingBytes(stages, input);
  const training = graph.phase === "training";
  sram.activations = Math.max(...stages.map((stage) => workingSetElements(stage, input))) * bytes;
  const checkpoints = stages.map((stage) => checkpointElements(stage, input) * bytes);
  const kept = checkpoints.reduce((sum, own) => sum + own, 0);
  if (isPhased(choice)) {
    const largest = (of: (block: Block, choice: PlanChoice) => number): number =>
      Math.max(...stages.flatMap(({ blocks }) => blocks.map(({ block }) => of(block, choice))));
    const { weight, gradient } = parameterBytes(input);
    const held = largest(layerParametersAtATime) * weight + largest(layerIndexBytes);
    sram.weights = held * (choice.ioTiles > 0 ? 2 : 1);
    sram.gradients = largest(layerTrainedAtATime) * gradient;
    if (training)
      keptIn(offChip, choice.weights).activations =
        (kept + parkedBytes(stages, choice)) * (choice.microBatches / choice.weightLoads);
  } else if (training)
    sram.stash = stages.reduce(
      (sum, stage, index) => sum + stashDepth(stage, input) * (checkpoints[index] ?? 0),
      0,
    );
  return { sram, offChip };
}

/** Whether scores stay on the chip. */
function fusesAttention(chip: Chip, phase: Phase): boolean {
  return chip.architecture === "roofline" && softwareOf(chip, phase).fuses.attention;
}

/** What a core computes before the values are mixed. */
function isScores(op: Operator): boolean {
  return op.core === true && !(isKind(op, "matmul") && op.role === "values");
}

/** What one layer keeps of a sample and is worked on with, in elements on one chip. */
interface LayerElements {
  /** Kept from forward to backward. */
  readonly kept: number;
  /** Live while it is worked on: what its backward needs and was not kept, or two large tensors. */
  readonly live: number;
}

const known: KnownByKey<LayerElements> = new Map();

/** Of each layer, remembered by all that it depends on: a search asks for the same layers in many pipelines. */
function layerElements({ arch, graph, choice }: ResidencyInput): (block: Block) => LayerElements {
  const fused = fusesAttention(arch.chip, graph.phase);
  const { tensorParallel, sequenceParallel, recompute } = choice;
  const key = `${graph.phase}|${fused}|${tensorParallel}|${sequenceParallel}|${recompute}`;
  return rememberedBlocks(known, key, (block) => ({
    kept: keptOf(block, choice, fused),
    live: liveOf(block, choice, fused, graph.phase),
  }));
}

/** Elements kept per micro-batch from forward to backward, for one chip. */
function checkpointElements(stage: Stage, input: ResidencyInput): number {
  const elementsOf = layerElements(input);
  let kept = 0;
  for (const { block, count } of stage.blocks)
    kept += count * input.choice.microBatch * elementsOf(block).kept;
  return kept;
}

function keptOf(block: Block, choice: PlanChoice, fused: boolean): number {
  const { recompute } = choice;
  if (!blockHasBackward(block) || (block.kind === "head" && recompute !== "none")) return 0;
  const attention = fused ? 0 : block.savedAttentionElements / choice.tensorParallel;
  const other = (block.savedElements - block.savedAttentionElements) * activationShare(choice);
  const layer = block.outputElements * (choice.sequenceParallel ? 1 / choice.tensorParallel : 1);
  return recompute === "layer" ? layer : recompute === "attention" ? other : other + attention;
}

/** Share of a layer's saved activations (without the attention core) on one tensor-parallel chip. */
function activationShare({ tensorParallel, sequenceParallel }: PlanChoice): number {
  if (sequenceParallel) return 1 / tensorParallel;
  const replicated = REPLICATED_ACTIVATION_FRACTION.value;
  return replicated + (1 - replicated) / tensorParallel;
}

/** Elements live while one layer is worked on. */
function workingSetElements(stage: Stage, input: ResidencyInput): number {
  const elementsOf = layerElements(input);
  let most = 0;
  for (const { block } of stage.blocks)
    most = Math.max(most, input.choice.microBatch * elementsOf(block).live);
  return most;
}

function liveOf(block: Block, choice: PlanChoice, fused: boolean, phase: Phase): number {
  const { tensorParallel, recompute } = choice;
  const inMemory = block.operators.filter((op) => !(fused && isScores(op)));
  const largest = Math.max(0, ...inMemory.map((op) => outputElements(op, tensorParallel)));
  const passing = 2 * (largest + block.outputElements);
  if (phase !== "training") return passing;
  const attention = fused ? 0 : block.savedAttentionElements / tensorParallel;
  const other = (block.savedElements - block.savedAttentionElements) * activationShare(choice);
  const rebuilt = recompute === "layer" ? attention + other : recompute === "attention" ? attention : 0;
  return Math.max(passing, rebuilt + largest);
}
