import type { ADAPTED_SUBLAYERS } from "../../spec/kinds/trainable-spec.ts";
import { isKind, type MatmulOperator, type Operator, type TensorId } from "../graph/operator-graph.ts";
import { chain, reading, rewired, written } from "../graph/tensors.ts";
import { linear, vector } from "./linear.ts";

type Sublayer = (typeof ADAPTED_SUBLAYERS)[number];

/**
 * Bottlenecks behind sublayers, before the residual sum: y = x + up(relu(down(x))), both with biases. Tensor
 * parallelism divides the inner width, with an all-reduce of its own.
 * Source: Eichenberg 2021 (MAGMA), arXiv:2112.05253, §3.2; Houlsby 2019, arXiv:1902.00751, §2.
 */
export function adapted(
  operators: readonly Operator[],
  width: number,
  after: readonly Sublayer[],
): readonly Operator[] {
  return after.reduce((layer, sublayer) => insert(layer, sublayer, width), operators);
}

function insert(operators: readonly Operator[], sublayer: Sublayer, width: number): readonly Operator[] {
  const at = operators.findIndex((op) => op.sublayer === sublayer && op.residual === true);
  const before = operators.slice(0, Math.max(0, at));
  const last = before.filter((op) => isKind(op, "matmul")).findLast((op) => op.sublayer === sublayer);
  if (last === undefined) return operators;
  const added = bottleneck(sublayer, last, written(before), width);
  return [...before, ...added, ...rewired(operators.slice(at), written(before), written(added))];
}

/** The adapter of what a sublayer puts out, as wide as the matmul it ends with. */
function bottleneck(
  sublayer: Sublayer,
  { rows, columns: hidden }: MatmulOperator,
  input: TensorId,
  width: number,
): readonly Operator[] {
  const id = `${sublayer}-adapter`;
  const down = { id: `${id}-down`, rows, inner: hidden, columns: width, split: "column" } as const;
  const up = { id: `${id}-up`, rows, inner: width, columns: hidden, split: "row" } as const;
  const narrow = [
    ...linear({ ...down, role: "adapter", bias: true }).map(added),
    vector(`${id}-relu`, "relu", rows * width, "column"),
    ...linear({ ...up, role: "adapter", bias: true }).map(added),
  ];
  const path = chain(input, narrow);
  const sum = reading([written(path), input], vector(`${id}-sum`, "add", rows * hidden));
  return [...path, ...chain(input, [sum])].map((op) => ({ ...op, sublayer }));
}

/** Operators whose parameters no published count has. */
function added<T extends object>(op: T): T & { readonly added: true } {
  return { ...op, added: true };
}
