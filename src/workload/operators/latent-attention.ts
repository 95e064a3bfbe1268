import type { LatentAttentionSpec, TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import type { Draft, MatmulOperator, Operator, Phase, TensorId } from "../graph/operator-graph.ts";
import { chain, written } from "../graph/tensors.ts";
import { transformerShape } from "../graph/transformer-shape.ts";
import { attentionCore } from "./attention.ts";
import { linear, vector } from "./linear.ts";

export interface LatentAttentionInput {
  readonly input: TensorId;
  readonly rows: number;
  readonly context: number;
  readonly masked: boolean;
  readonly causal?: boolean;
  readonly phase: Phase;
  readonly model: TransformerSpec;
  readonly latent: LatentAttentionSpec;
}

/**
 * Multi-head latent attention. Queries may pass through a narrow vector; keys and values of all heads are made from one
 * of `keyValueRank`, which with one rotary key is all that a context keeps. Decode never makes them: the matrix of the
 * keys is applied to the query instead, that of the values to the mixed vector, so that the core works on the kept
 * vectors themselves, at rank instead of head size.
 * Source: DeepSeek-V2, arXiv:2405.04434, §2.1 and App. C.
 */
export function latentAttention(input: LatentAttentionInput): readonly Operator[] {
  const { rows, model, latent } = input;
  const { hidden, heads, norm } = model;
  const { attentionBias } = transformerShape(model);
  const { queryRank, keyValueRank, plainSize, rotarySize, valueSize } = latent;
  const project = (
    id: string,
    inner: number,
    columns: number,
    split: MatmulOperator["split"],
    role: MatmulOperator["role"] = "projection",
    bias = false,
  ): readonly Draft[] => linear({ id, role, rows, inner, columns, split, bias });
  const normed = (id: string, width: number): Draft => ({
    ...vector(id, norm, rows * width),
    parameters: width,
  });
  const queryWidth = heads * (plainSize + rotarySize);
  const query = chain(
    input.input,
    queryRank === undefined
      ? project("query", hidden, queryWidth, "column", "query")
      : [
          ...project("query-down", hidden, queryRank, "none", "query", attentionBias),
          normed("query-norm", queryRank),
          ...project("query-up", queryRank, queryWidth, "column"),
        ],
  );
  const kept = chain(
    input.input,
    project("key-value-down", hidden, keyValueRank + rotarySize, "none", "key-value", attentionBias),
  );
  const turned = chain(written(kept), [
    normed("key-value-norm", keyValueRank),
    vector("rope", "rope", rows * (heads + 1) * rotarySize, "heads"),
  ]);
  const mixed =
    input.phase === "decode"
      ? absorbedCore(input, written(query), written(kept))
      : expandedCore(input, written(query), written(turned));
  return [
    ...query,
    ...kept,
    ...turned,
    ...mixed,
    ...chain(
      written(mixed),
      project("projection", heads * valueSize, hidden, "row", "projection", attentionBias),
    ),
  ];
}

/** Keys and values of every head, made anew; then attention as usual, with values of their own size. */
function expandedCore(
  { rows, context, masked, causal = false, model, latent }: LatentAttentionInput,
  query: TensorId,
  narrow: TensorId,
): readonly Operator[] {
  const { heads } = model;
  const { keyValueRank, plainSize, rotarySize, valueSize } = latent;
  const keyValue = chain(
    narrow,
    linear({
      id: "key-value-up",
      role: "projection",
      rows,
      inner: keyValueRank,
      columns: heads * (plainSize + valueSize),
      split: "column",
      bias: false,
    }),
  );
  const sizes = { prefix: "", heads, rows, context, keySize: plainSize + rotarySize, valueSize };
  return [
    ...keyValue,
    ...attentionCore({ ...sizes, masked, causal, dropout: false, query, keyValue: written(keyValue) }),
  ];
}

/** The matrix that makes keys and values, half of it before the core and half after it. */
function absorbedCore(
  { rows, context, masked, model, latent }: LatentAttentionInput,
  query: TensorId,
  keyValue: TensorId,
): readonly Operator[] {
  const { heads } = model;
  const { keyValueRank, plainSize, rotarySize, valueSize } = latent;
  const absorbed = (id: string, inner: number, columns: number): Draft<MatmulOperator> => ({
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
  const turned = chain(query, [absorbed("key-absorbed", plainSize, keyValueRank)]);
  const kept = { keySize: keyValueRank + rotarySize, valueSize: keyValueRank, sharedBy: heads };
  const sizes = { heads, rows, context, ...kept };
  const at = { prefix: "", masked, dropout: false, query: written(turned), keyValue };
  const mixed = attentionCore({ ...sizes, ...at });
  return [
    ...turned,
    ...mixed,
    ...chain(written(mixed), [absorbed("value-absorbed", keyValueRank, valueSize)]),
  ];
}

/** Elements kept for backward besides the scores: inputs of the matmuls, norms and products. */
export function latentTokensSaved({ hidden, heads }: TransformerSpec, latent: LatentAttentionSpec): number {
  const { queryRank = 0, keyValueRank, plainSize, rotarySize, valueSize } = latent;
  const made = heads * (2 * (plainSize + rotarySize) + 2 * valueSize);
  return hidden + 2 * queryRank + 2 * keyValueRank + rotarySize + made;
}

/** Elements that a context keeps for one token and layer. */
export function latentKeptElements({ keyValueRank, rotarySize }: LatentAttentionSpec): number {
  return keyValueRank + rotarySize;
}
