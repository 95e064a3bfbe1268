import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import { transformerShape } from "./transformer-shape.ts";

/**
 * Activations that backward needs when nothing is recomputed, in elements of the compute format, for ONE sample.
 *
 * Counted tensor by tensor as in Korthikanti 2022 (arXiv:2205.05198, §4.1): the input of every matmul, norm and
 * activation, and the dropout masks. A mask is one byte, half an element of a 16-bit format. With 16-bit elements,
 * f = 4h, one head size and dropout this is their 34·s·b·h + 5·a·s²·b bytes a layer:
 *
 *   norms 2h, attention input h, queries h, keys and values 2h, projection input h, mask h/2,
 *   feed-forward input h, activation input and output 8h, mask h/2   = 17 h elements a token
 *   softmax output, its mask (1/2) and the masked copy               = 2.5 elements a score
 */
export interface SavedElements {
  /** Everything, the attention core included. */
  readonly all: number;
  /** The scores' part. */
  readonly attention: number;
}

/** Elements a dropout mask takes: one byte of a 16-bit element. */
export const MASK_ELEMENTS = 0.5;

export interface AttentionSizes {
  readonly rows: number;
  readonly context: number;
  readonly keyValueRows: number;
}

/** Attention without its norm. */
export function attentionSaved(
  sizes: AttentionSizes,
  dropout: boolean,
  model: TransformerSpec,
): SavedElements {
  const { rows, context, keyValueRows } = sizes;
  const { hidden, heads, queryWidth, keyValueWidth } = transformerShape(model);
  const mask = dropout ? MASK_ELEMENTS : 0;
  const scores = heads * rows * context * (dropout ? 2 + MASK_ELEMENTS : 1);
  const normed = model.queryKeyNorm === undefined ? 0 : rows * queryWidth + keyValueRows * keyValueWidth;
  const tokens = rows * (hidden + 2 * queryWidth + mask * hidden) + keyValueRows * 2 * keyValueWidth + normed;
  return { all: tokens + scores, attention: scores };
}

/**
 * Feed-forward block without its norm: its input, what the activation's backward needs (input and output; of relu
 * the output alone; of a gated one gate, up and product), the mask.
 */
export function feedForwardSaved(rows: number, dropout: boolean, model: TransformerSpec): SavedElements {
  const { hidden, ffn } = transformerShape(model);
  const inner = model.gatedFfn ? 3 : model.activation === "relu" ? 1 : 2;
  return { all: rows * (hidden + inner * ffn + (dropout ? MASK_ELEMENTS * hidden : 0)), attention: 0 };
}

/** Inputs of `norms` norms. */
export function normsSaved(norms: number, rows: number, model: TransformerSpec): SavedElements {
  return { all: norms * rows * model.hidden, attention: 0 };
}

export function addSaved(...parts: readonly SavedElements[]): SavedElements {
  return {
    all: parts.reduce((sum, part) => sum + part.all, 0),
    attention: parts.reduce((sum, part) => sum + part.attention, 0),
  };
}
