import type { Draft } from "../graph/operator-graph.ts";
import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import { transformerShape } from "../graph/transformer-shape.ts";
import { pick, widened } from "./embedding.ts";
import { linear, vector } from "./linear.ts";
import { norm } from "./norm.ts";

/**
 * Logits over the vocabulary for `rows` positions, divided by vocabulary. A tied table belongs to the embedding;
 * an untied one is the head's own. The loss is computed only in training.
 */
export function logits(rows: number, model: TransformerSpec, loss: boolean): readonly Draft[] {
  const { hidden, vocabulary, headBias, embeddingWidth } = transformerShape(model);
  const [matmul, ...bias] = linear({
    id: "logits",
    role: "logits",
    rows,
    inner: embeddingWidth,
    columns: vocabulary,
    split: "column",
    bias: headBias,
  });
  return [
    ...(embeddingWidth === hidden ? [] : widened("logits-projection", rows, hidden, embeddingWidth)),
    model.tiedEmbeddings ? { ...matmul, parameters: 0 } : matmul,
    ...bias,
    ...(loss ? [vector("loss", "cross-entropy", rows * vocabulary, "column")] : []),
  ];
}

/**
 * Masked-language head of BERT: pick the masked positions, transform, norm, tied logits with a bias.
 * Source: Devlin 2018, arXiv:1810.04805, §3.1.
 */
export function maskedLanguageHead(
  positions: number,
  masked: number,
  model: TransformerSpec,
): readonly Draft[] {
  const { hidden } = transformerShape(model);
  return [
    pick("masked-positions", { rows: masked, width: hidden, tableRows: positions, split: "none" }),
    ...linear({
      id: "transform",
      role: "head",
      rows: masked,
      inner: hidden,
      columns: hidden,
      split: "none",
      bias: true,
    }),
    vector("transform-activation", "gelu", masked * hidden),
    norm("transform-norm", masked, model),
    ...logits(masked, { ...model, headBias: true }, true),
  ];
}

/** First token → hidden × hidden → tanh, BERT's summary of a sample. */
export function pooler(model: TransformerSpec): readonly Draft[] {
  const { hidden } = transformerShape(model);
  return [
    ...linear({
      id: "pooler",
      role: "head",
      rows: 1,
      inner: hidden,
      columns: hidden,
      split: "none",
      bias: true,
    }),
    vector("pooler-tanh", "tanh", hidden),
  ];
}

/** One vector → `classes` scores. */
export function classifier(id: string, classes: number, hidden: number, loss: boolean): readonly Draft[] {
  return [
    ...linear({
      id,
      role: "head",
      rows: 1,
      inner: hidden,
      columns: classes,
      split: "none",
      bias: true,
    }),
    ...(loss ? [vector(`${id}-loss`, "cross-entropy", classes)] : []),
  ];
}
