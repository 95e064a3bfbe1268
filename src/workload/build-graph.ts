import type { WorkloadSpec } from "../spec/workload-spec.ts";
import { PRETRAINING_HEAD } from "./families/family.ts";
import { FAMILY_BUILDERS } from "./families/index.ts";
import { imageTokens } from "./families/vision-transformer.ts";
import type { Block, OperatorGraph, Phase } from "./operator-graph.ts";
import { blockParameters } from "./block-parameters.ts";
import { addedParameters } from "./added-operators.ts";
import { fineTuned } from "./fine-tuning.ts";
import { blockTrainableParameters } from "./gradients.ts";
import { phaseSizes, type SizeOverrides } from "./phase-sizes.ts";

/**
 * The operators of one phase of a workload, for ONE sample.
 *
 *   spec ──phaseSizes──► lengths ──family builder──► blocks ──► OperatorGraph
 *
 * Layers of identical shape are one block with a count.
 */
export function buildOperatorGraph(
  spec: WorkloadSpec,
  phase: Phase,
  overrides: SizeOverrides = {},
): OperatorGraph {
  const sizes = phaseSizes(spec, phase, { ...overrides, ...imageLength(spec) });
  const blocks = fineTuned(FAMILY_BUILDERS[spec.family](spec, sizes), spec.task);
  const all = (of: (block: Block) => number): number =>
    blocks.reduce((sum, block) => sum + block.count * of(block), 0);
  const added = all(addedParameters);
  const leftOut =
    spec.model.headCounted === false
      ? blocks
          .filter(({ id }) => id === PRETRAINING_HEAD)
          .reduce((sum, block) => sum + blockParameters(block), 0)
      : 0;
  const readsTable = blocks.some(({ kind, operators }) => kind === "head" && operators.some(readsTiedTable));
  return {
    workload: spec,
    phase,
    blocks,
    tokensPerSample: sizes.tokens,
    contextTokens: sizes.contextTokens,
    parameters: all(blockParameters) - added - leftOut,
    trainableParameters: phase === "training" ? all(blockTrainableParameters) : 0,
    addedParameters: added,
    uncountedHeadParameters: leftOut,
    tiedParameters: readsTable ? (spec.model.vocabulary ?? 0) * spec.model.hidden : 0,
  };
}

/** An image is as many tokens as a transformer makes of it, and one for convolutions. */
function imageLength(spec: WorkloadSpec): SizeOverrides {
  if (spec.family === "vision-transformer") return { sequenceLength: imageTokens(spec) };
  return spec.family === "cnn" ? { sequenceLength: 1 } : {};
}

/** Phases that a task runs, in order. Models without a causal stack answer in one pass. */
export function phasesOf({ family, task }: WorkloadSpec): readonly Phase[] {
  if (task.kind !== "inference") return ["training"];
  const generates = family === "decoder" || family === "encoder-decoder";
  return generates && task.generatedTokens > 1 ? ["prefill", "decode"] : ["prefill"];
}

function readsTiedTable(op: OperatorGraph["blocks"][number]["operators"][number]): boolean {
  return op.kind === "matmul" && op.role === "logits" && op.parameters === 0;
}
