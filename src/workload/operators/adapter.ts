import type { ADAPTED_SUBLAYERS } from "../../spec/kinds/trainable-spec.ts";
import type { Operator } from "../graph/operator-graph.ts";
import { linear, vector } from "./linear.ts";

type Sublayer = (typeof ADAPTED_SUBLAYERS)[number];

/** The matmul a sublayer ends with, and the bias that may follow it. */
const LAST: Readonly<Record<Sublayer, string>> = { attention: "projection", ffn: "ffn-down" };

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
  const at = operators.findLastIndex(({ id }) => id === LAST[sublayer] || id === `${LAST[sublayer]}-bias`);
  const last = operators.find(({ id }) => id === LAST[sublayer]);
  if (last?.kind !== "matmul") return operators;
  const { rows, columns: hidden } = last;
  const id = `${sublayer}-adapter`;
  const down = { id: `${id}-down`, rows, inner: hidden, columns: width, split: "column" } as const;
  const up = { id: `${id}-up`, rows, inner: width, columns: hidden, split: "row" } as const;
  return [
    ...operators.slice(0, at + 1),
    ...linear({ ...down, role: "adapter", bias: true }),
    vector(`${id}-relu`, "relu", rows * width, "column"),
    ...linear({ ...up, role: "adapter", bias: true }),
    vector(`${id}-sum`, "add", rows * hidden),
    ...operators.slice(at + 1),
  ];
}
