import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { BLOCK_INPUT, type Block, type Draft } from "../graph/operator-graph.ts";
import type { PhaseSizes } from "../graph/phase-sizes.ts";
import { chain } from "../graph/tensors.ts";

/** Builds the blocks of one model family for a phase. */
export type FamilyBuilder = (spec: WorkloadSpec, sizes: PhaseSizes) => readonly Block[];

/**
 * Block of the heads that only pre-training uses (masked language, next sentence); a published count may leave it
 * out (`headCounted: false`).
 */
export const PRETRAINING_HEAD = "pretraining-head";

/** Dropout runs in training only; encoders have it unless the spec says otherwise. */
export function hasDropout({ family, model }: WorkloadSpec, { phase }: PhaseSizes): boolean {
  return phase === "training" && (model.dropout ?? family === "encoder");
}

type Filled = "operators" | "savedElements" | "savedAttentionElements" | "kvElementsPerToken";

export type BlockDraft = Omit<Block, Filled> & {
  readonly operators: readonly Draft[];
  readonly saved: { readonly all: number; readonly attention: number };
  readonly kvElementsPerToken?: number;
};

/**
 * A block with nothing saved outside training, and no keys and values kept in training. Operators whose edges are not
 * drawn follow each other, the first of them reading the block's input.
 */
export function block(
  { operators, saved, kvElementsPerToken = 0, ...draft }: BlockDraft,
  { phase }: PhaseSizes,
): Block {
  const training = phase === "training";
  return {
    ...draft,
    operators: chain(BLOCK_INPUT, operators),
    savedElements: training ? saved.all : 0,
    savedAttentionElements: training ? saved.attention : 0,
    kvElementsPerToken: training ? 0 : kvElementsPerToken,
  };
}
