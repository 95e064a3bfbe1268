import type { LatentAttentionSpec, TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import type { MatmulOperator, Operator, Phase } from "../graph/operator-graph.ts";
import { linear, vector } from "./linear.ts";

export interface LatentAttentionInput {
  readonly rows: number;
  readonly context: number;
  readonly masked: boolean;
  readonly phase: Phase;
  readonly model: TransformerSpec;
  readonly latent: LatentAttentionSpec;
}

/**
 * Multi-head latent attention. Queries pass through a narrow vector; keys and values of all heads are made from one
 * of `keyValueRank`, which with one rotary key is all that a context keeps. Decode never makes them: the matrix of the
 * keys is applied to the query instead, that of the values to the mixed vector, so that the core works on the kept
 * vectors themselves, at rank instead of head size.
 * Source: DeepSeek-V2, arXiv:2405.04434, §2.1 and App. C.
 */
export function latentAttention(input: LatentAttentionInput): readonly Operator[] {
  const { rows, model, latent } = input;
  const { hidden, heads, norm } = model;
  const { queryRank, keyValueRank, plainSize, rotarySize, valueSize } = latent;
  const project = (
    id: string,
    inner: number,
    columns: number,
    split: MatmulOperator["split"],
    role: MatmulOperator["role"] = "projection",
  ): readonly Operator[] => linear({ id, role, rows, inner, columns, split, bias: false });
  const normed = (id: string, width: number): Operator => ({
    ...vector(id, norm, rows * width),
    parameters: width,
  });
  return [
    ...project("query-down", hidden, queryRank, "none", "query"),
    normed("query-norm", queryRank),
    ...project("query-up", queryRank, heads * (plainSize + rotarySize), "column"),
    ...project("key-value-down", hidden, keyValueRank + rotarySize, "none", "key-value"),
    normed("key-value-norm", keyValueRank),
    vector("rope", "rope", rows * (heads + 1) * rotarySize, "heads"),
    ...(input.phase === "decode" ? absorbedCore(input) : expandedCore(input)),
    ...project("projection", heads * valueSize, hidden, "row"),
  ];
}

/** Keys and values of every head, made anew; then attention as usual, with values of their own size. */
function expandedCore({ rows, context, masked, model, latent }: LatentAttentionInput): readonly Operator[] {
  const { heads } = model;
  const { keyValueRank, plainSize, rotarySize, valueSize } = latent;
  return [
    ...linear({
      id: "key-value-up",
      role: "projection",
      rows,
      inner: keyValueRank,
      columns: heads * (plainSize + valueSize),
      split: "column",
      bias: false,
    }),
    ...core(rows, context, masked, heads, { key: plainSize + rotarySize, value: valueSize }),
  ];
}

/** The matrix that makes keys and values, half of it before the core and half after it. */
function absorbedCore({ rows, context, masked, model, latent }: LatentAttentionInput): readonly Operator[] {
  const { heads } = model;
  const { keyValueRank, plainSize, rotarySize, valueSize } = latent;
  const absorbed = (id: string, inner: number, columns: number): MatmulOperator => ({
    kind: "matmul",
    id,
    role: "projection",
    groups: heads,
    rows,
    inner,
    columns,
    weight: true,
    parameters: heads * inner * columns,
    split: "heads",
  });
  return [
    absorbed("key-absorbed", plainSize, keyValueRank),
    ...core(rows, context, masked, heads, { key: keyValueRank + rotarySize, value: keyValueRank }),
    absorbed("value-absorbed", keyValueRank, valueSize),
  ];
}

function core(
  rows: number,
  context: number,
  masked: boolean,
  heads: number,
  { key, value }: { readonly key: number; readonly value: number },
): readonly Operator[] {
  const product = {
    kind: "matmul",
    groups: heads,
    rows,
    weight: false,
    parameters: 0,
    split: "heads",
  } as const;
  const scores = heads * rows * context;
  return [
    { ...product, id: "scores", role: "scores", inner: key, columns: context },
    ...(masked ? [vector("mask", "add", scores, "heads")] : []),
    vector("softmax", "softmax", scores, "heads"),
    { ...product, id: "values", role: "values", inner: context, columns: value },
  ];
}

/** Elements kept for backward besides the scores: inputs of the matmuls, norms and products. */
export function latentTokensSaved({ hidden, heads }: TransformerSpec, latent: LatentAttentionSpec): number {
  const { queryRank, keyValueRank, plainSize, rotarySize, valueSize } = latent;
  const made = heads * (2 * (plainSize + rotarySize) + 2 * valueSize);
  return hidden + 2 * queryRank + 2 * keyValueRank + rotarySize + made;
}

/** Elements that a context keeps for one token and layer. */
export function latentKeptElements({ keyValueRank, rotarySize }: LatentAttentionSpec): number {
  return keyValueRank + rotarySize;
}
