import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import {
  BLOCK_INPUT,
  type Draft,
  type MatmulOperator,
  type Operator,
  type TensorId,
} from "../graph/operator-graph.ts";
import { chain, reading, written } from "../graph/tensors.ts";
import { transformerShape, type TransformerShape } from "../graph/transformer-shape.ts";
import { disentangledScores } from "./disentangled.ts";
import { linear, vector } from "./linear.ts";

export interface AttentionInput {
  /** What queries are made of, and in self attention keys and values too. */
  readonly input: TensorId;
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
  /** A position attends to none after it. */
  readonly causal?: boolean;
  readonly model: TransformerSpec;
}

/**
 * Multi-head attention: query, keys and values, scores, softmax, values, projection. Heads are what tensor
 * parallelism divides. Scores are computed for the whole context; a causal mask is added, not skipped, as dense
 * matmuls do. One group a query head also where key and value heads are shared (GQA, MQA); `sharedBy` and `causal` tell
 * fused kernels what they need not read and compute.
 */
export function attention(input: AttentionInput): readonly Operator[] {
  const shape = transformerShape(input.model);
  const { operators, ...tensors } = projected(input, shape);
  const sinks = input.model.attentionSinks ?? false;
  const mixed = attentionCore({ ...input, ...coreSizes(input, shape), ...tensors, sinks });
  return [...operators, ...mixed, ...chain(written(mixed), output(input, shape))];
}

/** Queries, keys and values with their positions, and the tensors that they are. */
export interface Projected {
  readonly operators: readonly Operator[];
  readonly query: TensorId;
  /** Undefined where they were computed in an earlier pass. */
  readonly keyValue: TensorId | undefined;
  /** Keys, where they were normed and are a tensor of their own. */
  readonly keys?: TensorId;
}

export function projected(input: AttentionInput, shape: TransformerShape): Projected {
  const { prefix, rows, input: from } = input;
  const fusedColumns = shape.queryWidth + 2 * shape.keyValueWidth;
  const query = chain(
    from,
    linear({
      id: `${prefix}query`,
      role: "query",
      rows,
      inner: shape.hidden,
      columns: shape.queryWidth,
      split: "column",
      bias: shape.attentionBias,
      ...(prefix === "" && { fusedColumns }),
    }),
  );
  const keyValue = chain(prefix === "" ? from : BLOCK_INPUT, keysAndValues(input, shape));
  const normedQuery = chain(
    written(query),
    headNorm(`${prefix}query-norm`, rows * shape.queryWidth, shape.heads, input),
  );
  const keyElements = input.keyValueRows * shape.keyValueWidth;
  const normedKeys = chain(
    written(keyValue),
    headNorm(`${prefix}key-norm`, keyElements, shape.kvHeads, input),
  );
  const turned = chain(written(normedKeys, written(keyValue)), [
    ...positions(input, shape),
    ...disentangledScores(input, shape, [written(query), written(keyValue)]),
  ]);
  const keys = normedKeys.at(-1)?.writes;
  return {
    operators: [...query, ...keyValue, ...normedQuery, ...normedKeys, ...turned],
    query: written(normedQuery, written(query)),
    keyValue: keyValue.at(-1)?.writes,
    ...(keys !== undefined && { keys }),
  };
}

/** Queries or keys normed head by head: one gain for all heads (Qwen 3), or one for each (Command R+). */
function headNorm(id: string, elements: number, heads: number, { model }: AttentionInput): readonly Draft[] {
  if (model.queryKeyNorm === undefined || elements === 0) return [];
  const { headSize, normTerms } = transformerShape(model);
  const gains = model.queryKeyNorm === "each" ? heads : 1;
  return [{ ...vector(id, model.norm, elements, "heads"), parameters: gains * headSize * normTerms }];
}

/** What the mixed values are projected by. */
export function output({ prefix, rows }: AttentionInput, shape: TransformerShape): readonly Draft[] {
  return linear({
    id: `${prefix}projection`,
    role: "projection",
    rows,
    inner: shape.queryWidth,
    columns: shape.hidden,
    split: "row",
    bias: shape.projectionBias,
  });
}

/** Keys and values of one token in one matmul. A single key/value head (MQA) is computed by every chip. */
function keysAndValues(
  { prefix, keyValueRows, model, keyValueInner = model.hidden }: AttentionInput,
  shape: TransformerShape,
): readonly Draft[] {
  if (keyValueRows === 0) return [];
  const bias = shape.attentionBias && shape.keyBias;
  const split = shape.kvHeads > 1 ? "column" : "none";
  const projection = linear({
    id: `${prefix}key-value`,
    role: "key-value",
    rows: keyValueRows,
    inner: keyValueInner,
    columns: 2 * shape.keyValueWidth,
    split,
    bias,
    ...(prefix === "" && shape.kvHeads > 1 && { fusedColumns: shape.queryWidth + 2 * shape.keyValueWidth }),
  });
  if (bias || !(shape.attentionBias || shape.keyBias)) return projection;
  const values = vector(`${prefix}key-value-bias`, "bias", keyValueRows * shape.keyValueWidth, split);
  return [...projection, { ...values, parameters: shape.keyValueWidth }];
}

/**
 * What positions do to queries and keys.
 *
 * Rope turns a share of every head. Relative positions (Transformer-XL, arXiv:1901.02860 §3.3) add two learned
 * vectors to the queries and own one more hidden × width projection; its product with the position table is shared
 * by all samples, and the position scores (2·width·context FLOPs a token) are left out of every published count
 * (Hoffmann 2022, App. F), so the operator stands for the additions and owns the parameters.
 */
function positions({ prefix, rows, model }: AttentionInput, shape: TransformerShape): readonly Draft[] {
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

/** Sizes of a core, ONE sample, and the tensors it reads. */
export interface CoreInput {
  /** Prefix of the operators' ids. */
  readonly prefix: string;
  readonly heads: number;
  readonly rows: number;
  readonly context: number;
  /** Widths of a head's keys and values. */
  readonly keySize: number;
  readonly valueSize: number;
  /** Heads that have the same keys and values. Absent: 1. */
  readonly sharedBy?: number;
  readonly causal?: boolean;
  readonly masked: boolean;
  readonly dropout: boolean;
  readonly query: TensorId;
  /** Keys and values; undefined where they are those of an earlier pass alone. */
  readonly keyValue: TensorId | undefined;
  readonly keys?: TensorId;
  /** A learned score a head stands beside the others in its softmax, and takes part of their weight. */
  readonly sinks?: boolean;
}

function coreSizes(
  { prefix }: AttentionInput,
  { heads, kvHeads, headSize }: TransformerShape,
): Pick<CoreInput, "prefix" | "heads" | "keySize" | "valueSize" | "sharedBy"> {
  return { prefix, heads, keySize: headSize, valueSize: headSize, sharedBy: heads / kvHeads };
}

/** softmax(Q·Kᵀ)·V: both matmuls are between activations, one group a head. */
export function attentionCore(core: CoreInput): readonly Operator[] {
  const { prefix, heads, rows, context, masked, dropout, query, keyValue, sharedBy = 1 } = core;
  const product = {
    kind: "matmul",
    groups: heads,
    rows,
    weight: false,
    parameters: 0,
    split: "heads",
    core: true,
    ...(sharedBy > 1 && { sharedBy }),
    ...(core.causal === true && { causal: true as const }),
  } as const;
  const side = (tensor: TensorId | undefined): readonly TensorId[] => (tensor === undefined ? [] : [tensor]);
  const elements = heads * rows * context;
  const onScores = (id: string, operation: "add" | "softmax" | "dropout"): Draft => ({
    ...vector(`${prefix}${id}`, operation, elements, "heads"),
    core: true,
  });
  const softmax: Draft = core.sinks
    ? {
        ...vector(`${prefix}softmax`, "softmax", elements + heads * rows, "heads"),
        core: true,
        parameters: heads,
      }
    : onScores("softmax", "softmax");
  const scores: Draft<MatmulOperator> = {
    ...product,
    id: `${prefix}scores`,
    role: "scores",
    inner: core.keySize,
    columns: context,
  };
  const weights = chain(query, [
    reading([query, ...side(core.keys ?? keyValue)], scores),
    ...(masked ? [onScores("mask", "add")] : []),
    softmax,
    ...(dropout ? [onScores("softmax-dropout", "dropout")] : []),
  ]);
  const values: Draft<MatmulOperator> = {
    ...product,
    id: `${prefix}values`,
    role: "values",
    inner: context,
    columns: core.valueSize,
  };
  return [...weights, ...chain(query, [reading([written(weights), ...side(keyValue)], values)])];
}
