import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import type { Draft, MatmulOperator, TensorId } from "../graph/operator-graph.ts";
import { reading } from "../graph/tensors.ts";
import type { TransformerShape } from "../graph/transformer-shape.ts";
import { lookUp } from "./embedding.ts";
import { vector } from "./linear.ts";
import { norm } from "./norm.ts";

/** DeBERTa's table of distances, one for all layers, normed where the model says so. */
export function relativeTable(model: TransformerSpec): readonly Draft[] {
  const { disentangled, hidden } = model;
  if (disentangled === undefined) return [];
  const { rows: tableRows, norm: normed } = disentangled;
  const table = lookUp("relative-positions", { rows: tableRows, width: hidden, tableRows, split: "none" });
  return [table, ...(normed ? [norm("relative-norm", tableRows, model)] : [])];
}

/**
 * Disentangled attention: to the scores of contents come those of content with position and of position with content,
 * each a product with the projected table of distances. The projections of the table are shared by all samples and
 * left out, as those of Transformer-XL are; where they have weights of their own the sum owns them.
 * Source: He 2020 (DeBERTa), arXiv:2006.03654, §3.1.
 */
export function disentangledScores(
  {
    rows,
    context,
    model,
  }: { readonly rows: number; readonly context: number; readonly model: TransformerSpec },
  { heads, headSize, hidden, queryWidth }: TransformerShape,
  sides: readonly TensorId[],
): readonly Draft[] {
  if (model.disentangled === undefined) return [];
  const { rows: columns, terms, shared } = model.disentangled;
  const product: Omit<Draft<MatmulOperator>, "id"> = {
    kind: "matmul",
    role: "scores",
    groups: heads,
    rows,
    inner: headSize,
    columns,
    weight: false,
    parameters: 0,
    split: "heads",
    core: true,
  };
  const own = shared ? 0 : terms * queryWidth * (hidden + 1);
  return [
    ...["content-position", "position-content"]
      .slice(0, terms)
      .map((id, side) => reading(sides.slice(side, side + 1), { ...product, id })),
    {
      ...vector("relative-scores", "add", terms * heads * rows * context, "heads"),
      core: true,
      parameters: own,
    },
  ];
}
