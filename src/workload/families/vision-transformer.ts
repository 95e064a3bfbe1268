import type { Draft } from "../graph/operator-graph.ts";
import { classifier, pooler } from "../operators/head.ts";
import { lookUp, pick } from "../operators/embedding.ts";
import { linear, vector } from "../operators/linear.ts";
import { norm } from "../operators/norm.ts";
import { MASK_ELEMENTS } from "../graph/saved-elements.ts";
import { transformerShape } from "../graph/transformer-shape.ts";
import type { TransformerSpec, WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { block, hasDropout, type FamilyBuilder } from "./family.ts";
import { transformerLayer } from "./layer.ts";
import { windowedBlocks } from "./windowed-transformer.ts";

/**
 * ViT: an image becomes (size/patch)² patches and one class token; bidirectional layers; the class token is
 * classified. Source: Dosovitskiy 2020, arXiv:2010.11929, §3.1. With a window: Swin.
 */
export const visionTransformer: FamilyBuilder = (spec, sizes) => {
  const { model } = spec;
  if (sizes.phase === "decode") throw new Error(`${spec.id}: a vision transformer has no decode phase`);
  if (model.window !== undefined) return windowedBlocks(spec, sizes);
  const { hidden, layers } = transformerShape(model);
  const { channels, classes = 0, patch } = imageOf(spec);
  const tokens = imageTokens(spec);
  const dropout = hasDropout(spec, sizes);
  const pixels = patchesOf(spec) * channels * patch ** 2;
  return [
    block(
      {
        id: "embedding",
        kind: "embedding",
        count: 1,
        operators: patchEmbedding(spec, dropout),
        outputElements: tokens * hidden,
        saved: { all: pixels + (dropout ? MASK_ELEMENTS * tokens * hidden : 0), attention: 0 },
      },
      sizes,
    ),
    block(
      {
        id: "layer",
        kind: "layer",
        count: layers,
        ...transformerLayer(
          { rows: tokens, context: tokens, dropout, masked: false, phase: sizes.phase },
          model,
        ),
        outputElements: tokens * hidden,
      },
      sizes,
    ),
    block(
      {
        id: "head",
        kind: "head",
        count: 1,
        operators: [
          norm("final-norm", tokens, model),
          pick("class-token", { rows: 1, width: hidden, tableRows: tokens, split: "none" }),
          ...(model.pooler ? pooler(model) : []),
          ...(classes > 0 ? classifier("classifier", classes, hidden, sizes.phase === "training") : []),
        ],
        outputElements: 0,
        saved: { all: tokens * hidden + hidden + classes + (model.pooler ? 2 * hidden : 0), attention: 0 },
      },
      sizes,
    ),
  ];
};

/** Patches, and the class token where there is one. */
export function imageTokens(spec: WorkloadSpec): number {
  return patchesOf(spec) + (hasClassToken(spec.model) ? 1 : 0);
}

function patchesOf(spec: WorkloadSpec): number {
  const { size, patch } = imageOf(spec);
  return Math.floor(size / patch) ** 2;
}

function hasClassToken({ window, classToken = true }: TransformerSpec): boolean {
  return window === undefined && classToken;
}

function imageOf({ id, model }: WorkloadSpec): NonNullable<TransformerSpec["image"]> {
  if (model.image === undefined) throw new Error(`${id}: a vision transformer needs model.image`);
  return model.image;
}

function patchEmbedding(spec: WorkloadSpec, dropout: boolean): readonly Draft[] {
  const { hidden } = transformerShape(spec.model);
  const { channels, patch } = imageOf(spec);
  const tokens = imageTokens(spec);
  return [
    ...linear({
      id: "patches",
      role: "patches",
      rows: patchesOf(spec),
      inner: channels * patch ** 2,
      columns: hidden,
      split: "none",
      bias: spec.model.patchBias ?? true,
    }),
    ...(hasClassToken(spec.model)
      ? [lookUp("class", { rows: 1, width: hidden, tableRows: 1, split: "none" })]
      : []),
    lookUp("positions", { rows: tokens, width: hidden, tableRows: tokens, split: "none" }),
    vector("add-positions", "add", tokens * hidden),
    ...(spec.model.embeddingNorm ? [norm("embedding-norm", tokens, spec.model)] : []),
    ...(dropout ? [vector("embedding-dropout", "dropout", tokens * hidden)] : []),
  ];
}
