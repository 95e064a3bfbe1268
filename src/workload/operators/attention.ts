import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import type { MatmulOperator, Operator } from "../graph/operator-graph.ts";
import { transformerShape, type TransformerShape } from "../graph/transformer-shape.ts";
import { linear, vector } from "./linear.ts";

export interface AttentionInput {
  /** Prefix of the operators' ids: empty, or `cross-`. */
  readonly prefix: string;
  /** Query positions of ONE sample. */
  readonly rows: number;
  /** Positions attended to. */
  readonly context: number;
  /** Positions whose keys and values are computed now: all, one (decode), or none (cross attention, decode). */
  readonly keyValueRows: number;
  /** Width of what keys and values are made of. Default: the layer's. */
  readonly keyValueInner?: number;
  readonly dropout: boolean;
  /** Scores get a mask or a position bias added. */
  readonly masked: boolean;
  readonly model: TransformerSpec;
}

/**
 * Multi-head attention: query, keys and values, scores, softmax, values, projection. Heads are what tensor
 * parallelism divides. Scores are computed for the whole context; a causal mask is added, not skipped, as dense
 * matmuls do. One group a query head also where key and value heads are shared (GQA, MQA).
 */
export function attention(input: AttentionInput): readonly Operator[] {
  const { prefix, rows, model } = input;
  const shape = transformerShape(model);
  const fusedColumns = shape.queryWidth + 2 * shape.keyValueWidth;
  return [
    ...linear({
      id: `${prefix}query`,
      role: "query",
      rows,
      inner: shape.hidden,
      columns: shape.queryWidth,
      split: "column",
      bias: shape.attentionBias,
      ...(prefix === "" && { fusedColumns }),
    }),
    ...keyValue(input, shape),
    ...positions(input, shape),
    ...core(input, shape),
    ...linear({
      id: `${prefix}projection`,
      role: "projection",
      rows,
      inner: shape.queryWidth,
      columns: shape.hidden,
      split: "row",
      bias: shape.projectionBias,
    }),
  ];
}

/** Keys and values of one token in one matmul. A single key/value head (MQA) is computed by every chip. */
function keyValue(
  { prefix, keyValueRows, model, keyValueInner = model.hidden }: AttentionInput,
  shape: TransformerShape,
): readonly Operator[] {
  if (keyValueRows === 0) return [];
  return linear({
    id: `${prefix}key-value`,
    role: "key-value",
    rows: keyValueRows,
    inner: keyValueInner,
    columns: 2 * shape.keyValueWidth,
    split: shape.kvHeads > 1 ? "column" : "none",
    bias: shape.attentionBias,
    ...(prefix === "" && shape.kvHeads > 1 && { fusedColumns: shape.queryWidth + 2 * shape.keyValueWidth }),
  });
}

/**
 * What positions do to queries and keys.
 *
 * Rope turns a share of every head. Relative positions (Transformer-XL, arXiv:1901.02860 §3.3) add two learned
 * vectors to the queries and own one more hidden × width projection; its product with the position table is shared
 * by all samples, and the position scores (2·width·context FLOPs a token) are left out of every published count
 * (Hoffmann 2022, App. F), so the operator stands for the additions and owns the parameters.
 */
function positions({ prefix, rows, model }: AttentionInput, shape: TransformerShape): readonly Operator[] {
  if (prefix !== "") return [];
  const { queryWidth, keyValueWidth, hidden } = shape;
  if (model.position === "rope")
    return [vector("rope", "rope", rows * (queryWidth + keyValueWidth) * shape.rotaryShare, "heads")];
  if (model.position === "relative-projection")
    return [
      {
        ...vector("relative-position", "add", 2 * rows * queryWidth, "heads"),
        parameters: hidden * queryWidth + 2 * queryWidth,
      },
    ];
  return [];
}

/** softmax(Q·Kᵀ)·V: both matmuls are between activations, one group a head. */
function core(
  { prefix, rows, context, dropout, masked }: AttentionInput,
  { heads, headSize }: TransformerShape,
): readonly Operator[] {
  const matmul = {
    kind: "matmul",
    groups: heads,
    rows,
    weight: false,
    parameters: 0,
    split: "heads",
  } as const;
  const scores: MatmulOperator = {
    ...matmul,
    id: `${prefix}scores`,
    role: "scores",
    inner: headSize,
    columns: context,
  };
  const values: MatmulOperator = {
    ...matmul,
    id: `${prefix}values`,
    role: "values",
    inner: context,
    columns: headSize,
  };
  const elements = heads * rows * context;
  return [
    scores,
    ...(masked ? [vector(`${prefix}mask`, "add", elements, "heads")] : []),
    vector(`${prefix}softmax`, "softmax", elements, "heads"),
    ...(dropout ? [vector(`${prefix}softmax-dropout`, "dropout", elements, "heads")] : []),
    values,
  ];
}

/** Vector operators between the scores and the values. */
const CORE_FUNCTIONS = /^(cross-)?(mask|softmax|softmax-dropout)$/;

/** Whether an operator belongs to an attention's core, softmax(Q·Kᵀ)·V, which `recompute: attention` runs again. */
export function isAttentionCore(op: Operator): boolean {
  return (op.kind === "matmul" && !op.weight) || CORE_FUNCTIONS.test(op.id);
}
