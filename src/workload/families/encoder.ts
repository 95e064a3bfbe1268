import { relativeTable } from "../operators/disentangled.ts";
import { embedding } from "../operators/embedding.ts";
import { classifier, maskedLanguageHead, pooler } from "../operators/head.ts";
import { norm } from "../operators/norm.ts";
import type { Block, Draft } from "../graph/operator-graph.ts";
import type { PhaseSizes } from "../graph/phase-sizes.ts";
import { transformerShape } from "../graph/transformer-shape.ts";
import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { embeddingSaved } from "./embedding-saved.ts";
import { block, hasDropout, PRETRAINING_HEAD, type FamilyBuilder } from "./family.ts";
import { transformerLayer } from "./layer.ts";

/** Share of positions that BERT predicts. Devlin 2018, arXiv:1810.04805, §3.1 (published). */
export const MASKED_FRACTION = 0.15;

/** BERT's second pre-training task tells two classes apart. Devlin 2018, §3.1 (published). */
const NEXT_SENTENCE_CLASSES = 2;

/** BERT-like: embedding, bidirectional layers, pooler; in pre-training the masked-language head. */
export const encoder: FamilyBuilder = (spec, sizes) => {
  const { model } = spec;
  const { tokens, phase } = sizes;
  if (phase === "decode") throw new Error(`${spec.id}: an encoder has no decode phase`);
  const { hidden, layers } = transformerShape(model);
  const dropout = hasDropout(spec, sizes);
  const layer = transformerLayer(
    { rows: tokens, context: tokens, dropout, masked: true, phase: sizes.phase },
    model,
  );
  return [
    block(
      {
        id: "embedding",
        kind: "embedding",
        count: 1,
        operators: [...embedding({ rows: tokens, dropout, model }), ...relativeTable(model)],
        outputElements: tokens * hidden,
        saved: embeddingSaved(tokens, dropout, model),
      },
      sizes,
    ),
    block({ id: "layer", kind: "layer", count: layers, ...layer, outputElements: tokens * hidden }, sizes),
    ...poolerBlock(spec, sizes),
    ...pretrainingHead(spec, sizes),
  ];
};

/** Last norm (where layers begin with theirs) and pooler. */
function poolerBlock({ model }: WorkloadSpec, sizes: PhaseSizes): readonly Block[] {
  const { finalNorm } = transformerShape(model);
  const operators: readonly Draft[] = [
    ...(finalNorm ? [norm("final-norm", sizes.tokens, model)] : []),
    ...(model.pooler ? pooler(model) : []),
  ];
  if (operators.length === 0) return [];
  const all = (finalNorm ? sizes.tokens : 0) * model.hidden + 2 * model.hidden;
  return [
    block(
      { id: "pooler", kind: "head", count: 1, operators, outputElements: 0, saved: { all, attention: 0 } },
      sizes,
    ),
  ];
}

/** Masked language, and next sentence where there is a pooler to feed it. */
function pretrainingHead(spec: WorkloadSpec, sizes: PhaseSizes): readonly Block[] {
  const { model, task } = spec;
  if (sizes.phase !== "training" || task.kind !== "pretrain" || !model.maskedLanguageHead) return [];
  const masked = maskedPositions(sizes.tokens, task.maskedFraction ?? MASKED_FRACTION);
  const { hidden, vocabulary } = transformerShape(model);
  return [
    block(
      {
        id: PRETRAINING_HEAD,
        kind: "head",
        count: 1,
        operators: [
          ...maskedLanguageHead(sizes.tokens, masked, model),
          ...(model.pooler ? classifier("next-sentence", NEXT_SENTENCE_CLASSES, hidden, true) : []),
        ],
        outputElements: 0,
        saved: { all: masked * (4 * hidden + vocabulary), attention: 0 },
      },
      sizes,
    ),
  ];
}

/** Whole positions; a product that is whole but for rounding is not rounded up. */
export function maskedPositions(tokens: number, fraction: number): number {
  return Math.ceil(tokens * fraction - 1e-9);
}
