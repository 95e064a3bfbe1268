import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";

/** A transformer's sizes with every default resolved. Widths are in elements, counts are whole numbers. */
export interface TransformerShape {
  readonly layers: number;
  readonly decoderLayers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  /** heads × headSize; differs from `hidden` in GPT-J, PaLM and T5-11B. */
  readonly queryWidth: number;
  /** Keys or values of one token: kvHeads × headSize. */
  readonly keyValueWidth: number;
  readonly ffn: number;
  /** Matrices of the feed-forward block: 2, or 3 when gated. */
  readonly ffnMatrices: number;
  readonly vocabulary: number;
  readonly positions: number;
  readonly bias: boolean;
  readonly attentionBias: boolean;
  readonly projectionBias: boolean;
  readonly keyBias: boolean;
  readonly headBias: boolean;
  /** Width of the token table. */
  readonly embeddingWidth: number;
  readonly normsPerLayer: number;
  /** Parameters of one norm for each element of its width: gain, and offset where it has one. */
  readonly normTerms: 0 | 1 | 2;
  /** Parameters of a norm of the hidden width. */
  readonly normParameters: number;
  /** A norm stands after the last layer. */
  readonly finalNorm: boolean;
  readonly rotaryShare: number;
}

export function transformerShape(model: TransformerSpec): TransformerShape {
  const kvHeads = model.kvHeads ?? model.heads;
  const headSize = model.headSize ?? model.hidden / model.heads;
  const offset = model.normOffset ?? (model.norm === "layernorm" && model.bias);
  const normTerms = model.normGain === false ? 0 : offset ? 2 : 1;
  return {
    layers: model.layers,
    decoderLayers: model.decoderLayers ?? model.layers,
    hidden: model.hidden,
    heads: model.heads,
    kvHeads,
    headSize,
    queryWidth: model.heads * headSize,
    keyValueWidth: kvHeads * headSize,
    ffn: model.ffn,
    ffnMatrices: model.gatedFfn ? 3 : 2,
    vocabulary: model.vocabulary ?? 0,
    positions: model.positions ?? model.sequenceLength,
    bias: model.bias,
    attentionBias: model.attentionBias ?? model.bias,
    projectionBias: model.projectionBias ?? model.attentionBias ?? model.bias,
    keyBias: model.keyBias ?? model.attentionBias ?? model.bias,
    headBias: model.headBias ?? false,
    embeddingWidth: model.embeddingWidth ?? model.hidden,
    normsPerLayer: model.normsPerLayer ?? (model.parallelBlocks ? 1 : 2),
    normTerms,
    normParameters: model.hidden * normTerms,
    finalNorm: model.finalNorm ?? model.normPlacement !== "post",
    rotaryShare: model.rotaryShare ?? 1,
  };
}
