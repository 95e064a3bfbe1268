import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import type { Operator, VectorFunction } from "../graph/operator-graph.ts";
import { transformerShape } from "../graph/transformer-shape.ts";
import { linear, vector } from "./linear.ts";

/** Vector function that computes each activation; gated ones also multiply the two halves. */
const ACTIVATION: Record<TransformerSpec["activation"], VectorFunction> = {
  gelu: "gelu",
  "quick-gelu": "gelu",
  relu: "relu",
  swiglu: "swiglu",
  geglu: "geglu",
  swish: "swish",
};

/**
 * Feed-forward block: up (and gate) matmul, activation, down matmul. The inner width is what tensor parallelism
 * divides: `up` by columns, `down` by rows (Shoeybi 2019, arXiv:1909.08053, §3).
 */
export function feedForward(rows: number, model: TransformerSpec, prefix = "ffn-"): readonly Operator[] {
  const { hidden, ffn, bias } = transformerShape(model);
  const up = { role: "ffn", rows, inner: hidden, columns: ffn, split: "column", bias } as const;
  return [
    ...linear({ ...up, id: `${prefix}up` }),
    ...(model.gatedFfn ? linear({ ...up, id: `${prefix}gate` }) : []),
    vector(
      prefix === "ffn-" ? "activation" : `${prefix}activation`,
      ACTIVATION[model.activation],
      rows * ffn,
      "column",
    ),
    ...linear({ id: `${prefix}down`, role: "ffn", rows, inner: ffn, columns: hidden, split: "row", bias }),
  ];
}
