import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import type { Phase } from "./operator-graph.ts";

/** What a caller may set instead of the task's and model's lengths. */
export interface SizeOverrides {
  /** Tokens of one sample in training and prefill. */
  readonly sequenceLength?: number;
  /** Context of a decoded token. */
  readonly contextTokens?: number;
  /** Tokens of one sample that a decode pass takes: more than one where drafted tokens are verified. Absent: 1. */
  readonly decodeTokens?: number;
}

/** Lengths of ONE sample in a phase. */
export interface PhaseSizes {
  readonly phase: Phase;
  /** Tokens that the (first) stack processes: the whole sequence, the prompt, or one (more where drafts are verified). */
  readonly tokens: number;
  /** Positions a token attends to. */
  readonly contextTokens: number;
  /** Prompt of an inference task: what an encoder-decoder's encoder has read when decoding starts. */
  readonly promptTokens: number;
  /** Training and encoder-decoder: tokens of the decoder stack. */
  readonly targetTokens: number;
}

/**
 * Lengths for a phase. Decode stands for the mean token: generated token i of g attends to prompt + i positions,
 * on average prompt + (g + 1)/2, rounded up.
 */
export function phaseSizes(spec: WorkloadSpec, phase: Phase, overrides: SizeOverrides = {}): PhaseSizes {
  const { model, task } = spec;
  const inference = task.kind === "inference" ? task : undefined;
  const length = model.towers?.at(-1)?.model.sequenceLength ?? model.sequenceLength;
  const own = (task.kind === "inference" ? undefined : task.sequenceLength) ?? length;
  const promptTokens = overrides.sequenceLength ?? inference?.promptTokens ?? own;
  if (phase === "decode") {
    const mean = Math.ceil(((inference?.generatedTokens ?? 1) + 1) / 2);
    const contextTokens = overrides.contextTokens ?? promptTokens + mean;
    const tokens = overrides.decodeTokens ?? 1;
    return { phase, tokens, contextTokens, promptTokens, targetTokens: tokens };
  }
  const tokens = phase === "prefill" ? promptTokens : (overrides.sequenceLength ?? own);
  const targetTokens = phase === "prefill" ? 1 : (model.targetLength ?? tokens);
  return { phase, tokens, contextTokens: tokens, promptTokens: tokens, targetTokens };
}
