import type { TransformerSpec } from "../../src/spec/kinds/workload-spec.ts";

/** Expert layers and attention of a mixture-of-experts transformer, as far as its parameter count needs them. */
export interface MixtureOfExperts {
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly hidden: number;
  readonly vocabulary: number;
  readonly tiedEmbeddings: TransformerSpec["tiedEmbeddings"];
  readonly attention: AttentionParameters;
  readonly experts: {
    /** Layers of each stack with a dense feed-forward block; the others have experts. */
    readonly denseLayers: number;
    readonly count: number;
    readonly perToken: number;
    readonly shared: number;
    readonly ffn: number;
    readonly matrices: 2 | 3;
    /** The router keeps a bias for each expert, used to balance and not counted as active (DeepSeek-V3). */
    readonly routerBias: boolean;
  };
  readonly dense: { readonly ffn: number; readonly matrices: 2 | 3 };
  /** Gains of norms: whether they are counted, all together or in the total alone. */
  readonly norms: "all" | "total" | "none";
}

export type AttentionParameters =
  | { readonly kind: "heads"; readonly queryWidth: number; readonly keyValueWidth: number }
  /** Multi-head latent attention; DeepSeek-V2, arXiv:2405.04434, §2.1. */
  | {
      readonly kind: "latent";
      readonly heads: number;
      readonly queryRank: number;
      readonly keyValueRank: number;
      readonly plainSize: number;
      readonly rotarySize: number;
      readonly valueSize: number;
    };

/**
 * Parameters of a mixture-of-experts model, all of them and those one token meets:
 *
 *   stack · (attention + norms) + expert layers · (router h·E + (E or k + shared) · m·h·f) + dense layers · m·h·f
 *   + embeddings
 */
export function moeParameters(model: MixtureOfExperts): { readonly total: number; readonly active: number } {
  return { total: count(model, "total"), active: count(model, "active") };
}

function count(model: MixtureOfExperts, scope: "total" | "active"): number {
  const { hidden, experts, dense, encoderLayers, decoderLayers } = model;
  const used = (scope === "total" ? experts.count : experts.perToken) + experts.shared;
  const bias = experts.routerBias && scope === "total" ? experts.count : 0;
  const expertLayer = hidden * experts.count + bias + used * experts.matrices * hidden * experts.ffn;
  const denseLayer = dense.matrices * hidden * dense.ffn;
  const stacks = [encoderLayers, decoderLayers].filter((layers) => layers > 0);
  const feedForward = stacks.reduce(
    (sum, layers) => sum + experts.denseLayers * denseLayer + (layers - experts.denseLayers) * expertLayer,
    0,
  );
  const blocks = encoderLayers + decoderLayers * (encoderLayers > 0 ? 2 : 1);
  const embeddings = (model.tiedEmbeddings ? 1 : 2) * model.vocabulary * hidden;
  const normed = model.norms === "all" || (model.norms === "total" && scope === "total");
  return embeddings + feedForward + blocks * attention(model) + (normed ? norms(model, blocks) : 0);
}

function attention({ attention: shape, hidden }: MixtureOfExperts): number {
  if (shape.kind === "heads") return 2 * hidden * (shape.queryWidth + shape.keyValueWidth);
  const { heads, queryRank, keyValueRank, plainSize, rotarySize, valueSize } = shape;
  return (
    hidden * queryRank +
    queryRank * heads * (plainSize + rotarySize) +
    hidden * (keyValueRank + rotarySize) +
    keyValueRank * heads * (plainSize + valueSize) +
    heads * valueSize * hidden
  );
}

/** One gain before each attention and feed-forward block, one after each stack, two inside latent attention. */
function norms(
  { attention: shape, hidden, encoderLayers, decoderLayers }: MixtureOfExperts,
  blocks: number,
): number {
  const stacks = (encoderLayers > 0 ? 1 : 0) + (decoderLayers > 0 ? 1 : 0);
  const inner = shape.kind === "latent" ? shape.queryRank + shape.keyValueRank : 0;
  return (blocks + encoderLayers + decoderLayers + stacks) * hidden + blocks * inner;
}
