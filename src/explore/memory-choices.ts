import type { Arch } from "../arch/arch.ts";
import type { Arithmetic } from "../spec/arch-spec.ts";
import type { PlanSpec } from "../spec/plan-spec.ts";
import { INPUT_BYTES } from "../cost/arithmetic.ts";
import { heldParameters, type HeldParameters } from "../plan/held-parameters.ts";
import { ioTilesFor } from "../plan/io-tiles.ts";
import { outputElements, parametersAtATime } from "../plan/operator-shapes.ts";
import type { PlanChoice } from "../plan/plan.ts";
import { stateShards } from "../plan/shards.ts";
import { stateBytes } from "../plan/state-bytes.ts";
import { hasConvolutions } from "../workload/divided-heads.ts";
import type { OperatorGraph } from "../workload/operator-graph.ts";
import type { Degrees } from "./candidate-choices.ts";

type MemoryChoice = Pick<
  PlanChoice,
  | "recompute"
  | "checkpointFormat"
  | "optimizerState"
  | "weights"
  | "weightLoads"
  | "availableMemoryProportion"
  | "ioTiles"
  | "sequenceParallel"
  | "kvCache"
  | "headPlacement"
  | "interleave"
  | "software"
  | "expertWeights"
>;

export interface MemoryCandidate {
  readonly memory: MemoryChoice;
  /** If it fits, those that follow are slower in every part: they recompute more, stream more or plan in less room. */
  readonly decisive: boolean;
}

/** Shares of a tile that a matmul's temporaries may take, from the library's default down. */
const MEMORY_PROPORTIONS = [0.6, 0.2, 0.1] as const;
interface MemoryInput {
  readonly arch: Arch;
  readonly graph: OperatorGraph;
  readonly degrees: Degrees;
  readonly arithmetic: Arithmetic;
  readonly fixed: PlanSpec;
}

/** Residency and recompute from fast to frugal, for one set of degrees. What the user fixed stays. */
export function* memoryChoices(input: MemoryInput): Generator<MemoryCandidate> {
  const { arch, graph, degrees, fixed } = input;
  const training = graph.phase === "training";
  const streaming = arch.machine.streaming !== undefined;
  if (!activationsFit(input)) return;
  const base = {
    // Images between convolutions are not divided along a sequence.
    sequenceParallel:
      fixed.sequenceParallel ?? (degrees.tensorParallel > 1 && !hasConvolutions(graph.blocks)),
    headPlacement: fixed.headPlacement ?? ("last" as const),
    ...(fixed.interleave && { interleave: fixed.interleave }),
    ...(fixed.software && { software: fixed.software }),
    ...(fixed.checkpointFormat && { checkpointFormat: fixed.checkpointFormat }),
  };
  const proportions = proportionsOf(arch, fixed);
  const candidate = (memory: MemoryChoice): MemoryCandidate => ({
    memory,
    decisive: memory.availableMemoryProportion === proportions[0],
  });
  for (const expertWeights of expertWeightsOf(input, streaming)) {
    if (fixed.weights === "streaming" || !weightsFit(input, expertWeights)) continue;
    const optimizers = training
      ? fixed.optimizerState
        ? [fixed.optimizerState]
        : optimizerStates(degrees, streaming)
      : (["sram"] as const);
    const recomputes = training
      ? fixed.recompute
        ? [fixed.recompute]
        : (["none", "attention", "layer"] as const)
      : (["none"] as const);
    for (const kvCache of kvCaches(input, streaming))
      for (const optimizerState of optimizers)
        for (const recompute of recomputes)
          for (const availableMemoryProportion of proportions)
            yield candidate({
              ...base,
              weights: "sram",
              ...(expertWeights && { expertWeights }),
              weightLoads: fixed.weightLoads ?? 1,
              kvCache,
              optimizerState,
              recompute,
              availableMemoryProportion,
              ioTiles: fixed.ioTiles ?? 0,
            });
  }
  if (fixed.weights === "sram" || !streaming || degrees.pipelineParallel > 1) return;
  for (const ioTiles of ioTileCounts(input))
    for (const availableMemoryProportion of proportions)
      yield candidate({
        ...base,
        weights: "streaming",
        weightLoads: fixed.weightLoads ?? weightLoads(input),
        optimizerState: "streaming",
        recompute: fixed.recompute ?? (training ? "layer" : "none"),
        kvCache: fixed.kvCache ?? (training ? "none" : "streaming"),
        availableMemoryProportion,
        ioTiles,
      });
}

/** Tiles for I/O worth trying: as many as the largest layer needs to come in beside the work, and none. */
function ioTileCounts({ arch, graph, degrees, arithmetic, fixed }: MemoryInput): readonly number[] {
  if (fixed.ioTiles !== undefined) return [fixed.ioTiles];
  const { chip } = arch;
  if (chip.architecture !== "tiled") return [0];
  const largest = Math.max(
    ...graph.blocks.map(({ operators }) =>
      operators.reduce((sum, op) => sum + parametersAtATime(op, { ...degrees, weights: "streaming" }), 0),
    ),
  );
  const needed = ioTilesFor(largest * INPUT_BYTES[arithmetic], chip);
  return needed < chip.tiles ? [needed, 0] : [0];
}

/** Times a step must bring the weights in so that the checkpoints of the micro-batches between fit the DRAM. */
function weightLoads({ arch, graph, degrees, arithmetic }: MemoryInput): number {
  const { tensorParallel, microBatch, microBatches } = degrees;
  if (graph.phase !== "training") return 1;
  const bytes = stateBytes(arch.chip, graph.workload.task, INPUT_BYTES[arithmetic]);
  const { dense, experts, trainedDense, trainedExperts } = held(graph, degrees);
  const trained = trainedDense + trainedExperts;
  const state =
    (dense * bytes.weight + trainedDense * bytes.optimizer) / stateShards(arch, degrees) +
    (experts * bytes.weight + trainedExperts * bytes.optimizer) /
      stateShards(arch, degrees, degrees.expertParallel);
  const outputs = graph.blocks.reduce(
    (sum, { kind, count, outputElements }) => sum + (kind === "head" ? 0 : count * outputElements),
    0,
  );
  const checkpoints = (outputs * microBatch * microBatches * INPUT_BYTES[arithmetic]) / tensorParallel;
  const room = (arch.machine.streaming?.bytes ?? 0) / arch.machine.chips;
  for (let loads = 1; loads <= microBatches; loads *= 2)
    if (microBatches % loads === 0) {
      const gradients = loads > 1 ? trained * bytes.gradient : 0;
      if (state + gradients + checkpoints / loads <= room) return loads;
    }
  return 1;
}

function proportionsOf({ chip }: Arch, fixed: PlanSpec): readonly number[] {
  if (fixed.availableMemoryProportion !== undefined) return [fixed.availableMemoryProportion];
  return chip.architecture === "tiled" ? MEMORY_PROPORTIONS : [MEMORY_PROPORTIONS[0]];
}

function kvCaches({ graph, fixed }: MemoryInput, streaming: boolean): readonly PlanChoice["kvCache"][] {
  if (graph.workload.task.kind !== "inference") return ["none"];
  if (fixed.kvCache !== undefined) return [fixed.kvCache];
  return streaming ? ["sram", "streaming"] : ["sram"];
}

function optimizerStates(
  { dataParallel }: Degrees,
  streaming: boolean,
): readonly PlanChoice["optimizerState"][] {
  const onChip = dataParallel > 1 ? ("sharded" as const) : ("sram" as const);
  return streaming ? [onChip, "streaming"] : [onChip];
}

/**
 * Quick refusal, without planning a matmul: the largest tensor of a micro-batch, in and out, exceeds a chip. What
 * passes may still not fit.
 */
function activationsFit({ arch, graph, degrees, arithmetic }: MemoryInput): boolean {
  const largest = Math.max(
    ...graph.blocks.flatMap(({ operators }) =>
      operators.map((op) => outputElements(op, degrees.tensorParallel)),
    ),
  );
  return 2 * largest * degrees.microBatch * INPUT_BYTES[arithmetic] <= chipCapacity(arch);
}

/** Bytes of a chip's own memory. */
export function chipCapacity({ chip }: Arch): number {
  return chip.architecture === "tiled" ? chip.sramBytes : chip.memoryBytes;
}

/** Experts with the other weights, or from streaming memory in inference, where there are some. */
function expertWeightsOf(
  { graph, fixed }: MemoryInput,
  streaming: boolean,
): readonly PlanChoice["expertWeights"][] {
  if (fixed.expertWeights !== undefined) return [fixed.expertWeights];
  const apart = streaming && graph.phase !== "training" && (graph.workload.model.experts?.count ?? 1) > 1;
  return apart ? [undefined, "streaming"] : [undefined];
}

/** Quick refusal: weights and gradients alone, evenly spread, exceed the chips of a replica. */
function weightsFit(
  { arch, graph, degrees, arithmetic }: MemoryInput,
  expertWeights: PlanChoice["expertWeights"],
): boolean {
  const bytes = stateBytes(arch.chip, graph.workload.task, INPUT_BYTES[arithmetic]);
  const { dense, experts, trainedDense, trainedExperts, indexBytes } = held(graph, degrees);
  const resident = dense + (expertWeights === "streaming" ? 0 : experts);
  const needed = indexBytes + resident * bytes.weight + (trainedDense + trainedExperts) * bytes.gradient;
  return needed / degrees.pipelineParallel <= chipCapacity(arch);
}

/** Parameters of all layers on one tensor-parallel rank. */
function held({ blocks }: OperatorGraph, degrees: Degrees): HeldParameters {
  return heldParameters(
    blocks.map((block) => ({ block, count: block.count })),
    degrees,
  );
}
