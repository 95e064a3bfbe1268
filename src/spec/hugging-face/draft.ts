import type { Said } from "./configuration.ts";

/** Keys of a model, as its spec has them. Undefined: the key is left out. */
export interface Entries {
  readonly [key: string]: Said<unknown> | Entries | readonly Entries[] | undefined;
}

/** What a model of this kind is asked, where nobody says: its configuration does not. */
export type Asked =
  | { readonly kind: "inference"; readonly promptTokens: number; readonly generatedTokens: number }
  | {
      readonly kind: "pretrain";
      readonly sequenceLength?: number;
      /** What is said of the task; a Hugging Face configuration says nothing. */
      readonly said?: Entries;
    };

/** A workload as far as a configuration says it. */
export interface Draft {
  readonly family: string;
  readonly model: Entries;
  readonly asked: Asked;
}

/** A page of prompt and a paragraph of answer, as Mixtral's. */
const PROMPT_TOKENS = 512;
const ANSWER_TOKENS = 128;

/** What a model that writes text is asked: a page, as far as its positions go. */
export function answering(positions: number, before = 0): Asked {
  const generatedTokens = Math.min(ANSWER_TOKENS, Math.max(1, Math.floor(positions / 5)));
  return {
    kind: "inference",
    promptTokens: before + Math.min(PROMPT_TOKENS, positions - generatedTokens),
    generatedTokens,
  };
}

/** What a model that reads once is asked. */
export function readingOnce(positions: number): Asked {
  return { kind: "inference", promptTokens: Math.min(PROMPT_TOKENS, positions), generatedTokens: 1 };
}

/** A task of pre-training at a length that such models are trained at. */
export function pretraining(positions: number): Asked {
  return { kind: "pretrain", sequenceLength: Math.min(PROMPT_TOKENS, positions) };
}
