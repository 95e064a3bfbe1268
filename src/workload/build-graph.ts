import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";
import { PRETRAINING_HEAD } from "./families/family.ts";
import { FAMILY_BUILDERS } from "./families/index.ts";
import { isKind, type Block, type OperatorGraph, type Phase } from "./graph/operator-graph.ts";
import { blockParameters } from "./graph/block-parameters.ts";
import { addedParameters } from "./graph/added-operators.ts";
import { fineTuned } from "./graph/fine-tuning.ts";
import { blockTrainableParameters } from "./graph/gradients.ts";
import { fixedSampleTokens, sampleInput } from "./graph/sample-tokens.ts";
import { sparsify } from "./graph/sparsify.ts";
import { phaseSizes, type SizeOverrides } from "./graph/phase-sizes.ts";

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
  const sequenceLength = fixedSampleTokens(spec) ?? overrides.sequenceLength;
  const sizes = phaseSizes(spec, phase, {
    ...overrides,
    ...(sequenceLength !== undefined && { sequenceLength }),
  });
  const built = sparsify(FAMILY_BUILDERS[spec.family](spec, sizes), spec.model.sparsity);
  const blocks = fineTuned(built, spec.task);
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
    input: sampleInput(spec, sizes),
    contextTokens: sizes.contextTokens,
    parameters: all(blockParameters) - added - leftOut,
    trainableParameters: phase === "training" ? all(blockTrainableParameters) : 0,
    addedParameters: added,
    uncountedHeadParameters: leftOut,
    tiedParameters: readsTable ? (spec.model.vocabulary ?? 0) * tableWidth(spec.model) : 0,
  };
}

/** Width of the token table. */
const tableWidth = ({ embeddingWidth, hidden }: WorkloadSpec["model"]): number => embeddingWidth ?? hidden;

const graphs = new WeakMap<WorkloadSpec, Map<Phase, OperatorGraph>>();

/** The graph of a phase as its spec has it, built once a spec: it takes longer than to price a plan of it. */
export function graphOf(spec: WorkloadSpec, phase: Phase): OperatorGraph {
  let known = graphs.get(spec);
  if (known === undefined) graphs.set(spec, (known = new Map()));
  let graph = known.get(phase);
  if (graph === undefined) known.set(phase, (graph = buildOperatorGraph(spec, phase)));
  return graph;
}

/** Phases that a task runs, in order. Models without a causal stack answer in one pass. */
export function phasesOf({ family, task, model: { joins } }: WorkloadSpec): readonly Phase[] {
  if (task.kind !== "inference") return ["training"];
  if (family === "unet") return ["denoise"];
  if (joins === "denoise") return ["prefill", "denoise"];
  const generates = ["decoder", "encoder-decoder", "state-space"].includes(family) || joins === "prefix";
  return generates && task.generatedTokens > 1 ? ["prefill", "decode"] : ["prefill"];
}

function readsTiedTable(op: OperatorGraph["blocks"][number]["operators"][number]): boolean {
  return isKind(op, "matmul") && op.role === "logits" && op.parameters === 0;
}
