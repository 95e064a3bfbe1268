import type { Draft } from "../graph/operator-graph.ts";
import { embedding, pick } from "../operators/embedding.ts";
import { logits } from "../operators/head.ts";
import { latentKeptElements } from "../operators/latent-attention.ts";
import { mixerStateElements } from "../operators/selective-scan.ts";
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
  const { hidden, layers, vocabulary, keyValueWidth, finalNorm } = transformerShape(model);
  const latent = model.latentAttention;
  const dropout = hasDropout(spec, sizes);
  const masked = phase !== "decode" || biasedScores(model);
  const causal = phase !== "decode";
  const layer = { rows: tokens, context: contextTokens, dropout, masked, causal, phase };
  const predicted = phase === "prefill" ? 1 : tokens;
  const norms = finalNorm ? 1 : 0;
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
      (kind) => ({
        ...transformerLayer({ ...layer, ...kind }, model),
        outputElements: tokens * hidden,
        ...(kind.scan
          ? scanKept(model)
          : { kvElementsPerToken: latent === undefined ? 2 * keyValueWidth : latentKeptElements(latent) }),
        ...(kind.window !== undefined && { keyValueTokens: kind.window }),
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
    ...(transformerShape(model).finalNorm ? [norm("final-norm", predicted, model)] : []),
    ...logits(predicted, model, phase === "training"),
  ];
}

/** What a layer with a scan keeps of the tokens before, however many they are. */
function scanKept({ hidden, stateSpace }: TransformerSpec): { readonly stateElements?: number } {
  return stateSpace === undefined ? {} : { stateElements: mixerStateElements(hidden, stateSpace) };
}

/** Positions that enter as a bias on the scores are added also where nothing is masked. */
export function biasedScores({ position }: TransformerSpec): boolean {
  return position === "alibi" || position === "relative-buckets";
}
