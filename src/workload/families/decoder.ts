import type { Draft } from "../graph/operator-graph.ts";
import { embedding, pick } from "../operators/embedding.ts";
import { logits } from "../operators/head.ts";
import { latentKeptElements } from "../operators/latent-attention.ts";
import { norm } from "../operators/norm.ts";
import type { PhaseSizes } from "../graph/phase-sizes.ts";
import { transformerShape } from "../graph/transformer-shape.ts";
import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import { embeddingSaved } from "./embedding-saved.ts";
import { block, hasDropout, type FamilyBuilder } from "./family.ts";
import { layerBlocks } from "./layer-blocks.ts";
import { transformerLayer } from "./layer.ts";

/** GPT-like: embedding, causal layers, logits of every position, of a prompt only of its last. */
export const decoder: FamilyBuilder = (spec, sizes) => {
  const { model } = spec;
  const { tokens, contextTokens, phase } = sizes;
  const { hidden, layers, vocabulary, keyValueWidth } = transformerShape(model);
  const latent = model.latentAttention;
  const dropout = hasDropout(spec, sizes);
  const masked = phase !== "decode" || biasedScores(model);
  const layer = { rows: tokens, context: contextTokens, dropout, masked, phase };
  const predicted = phase === "prefill" ? 1 : tokens;
  const norms = model.normPlacement === "pre" ? 1 : 0;
  return [
    block(
      {
        id: "embedding",
        kind: "embedding",
        count: 1,
        operators: embedding({ rows: tokens, dropout, model }),
        outputElements: tokens * hidden,
        saved: embeddingSaved(tokens, dropout, model),
      },
      sizes,
    ),
    ...layerBlocks(
      "",
      layers,
      model,
      (routed) => ({
        ...transformerLayer({ ...layer, routed }, model),
        outputElements: tokens * hidden,
        kvElementsPerToken: latent === undefined ? 2 * keyValueWidth : latentKeptElements(latent),
      }),
      sizes,
    ),
    block(
      {
        id: "head",
        kind: "head",
        count: 1,
        operators: decoderHead(predicted, tokens, sizes, model),
        outputElements: 0,
        saved: { all: predicted * ((1 + norms) * hidden + vocabulary), attention: 0 },
      },
      sizes,
    ),
  ];
};

/** Last norm and logits; of a prompt only the last token's. */
export function decoderHead(
  predicted: number,
  tokens: number,
  { phase }: PhaseSizes,
  model: TransformerSpec,
): readonly Draft[] {
  const last = { rows: predicted, width: model.hidden, tableRows: tokens, split: "none" } as const;
  return [
    ...(predicted < tokens ? [pick("last-token", last)] : []),
    ...(model.normPlacement === "pre" ? [norm("final-norm", predicted, model)] : []),
    ...logits(predicted, model, phase === "training"),
  ];
}

/** Positions that enter as a bias on the scores are added also where nothing is masked. */
export function biasedScores({ position }: TransformerSpec): boolean {
  return position === "alibi" || position === "relative-buckets";
}
