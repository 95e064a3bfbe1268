import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import type { Block } from "../graph/operator-graph.ts";
import type { PhaseSizes } from "../graph/phase-sizes.ts";

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

export type BlockDraft = Omit<Block, "savedElements" | "savedAttentionElements" | "kvElementsPerToken"> & {
  readonly saved: { readonly all: number; readonly attention: number };
  readonly kvElementsPerToken?: number;
};

/** A block with nothing saved outside training, and no keys and values kept in training. */
export function block({ saved, kvElementsPerToken = 0, ...draft }: BlockDraft, { phase }: PhaseSizes): Block {
  const training = phase === "training";
  return {
    ...draft,
    savedElements: training ? saved.all : 0,
    savedAttentionElements: training ? saved.attention : 0,
    kvElementsPerToken: training ? 0 : kvElementsPerToken,
  };
}
