import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import type { Operator, TensorId, VectorFunction } from "../graph/operator-graph.ts";
import { chain, reading, written } from "../graph/tensors.ts";
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

/** What a feed-forward block reads, and what the ids of its operators begin with; absent: `ffn-`. */
export interface FeedForwardInput {
  readonly input: TensorId;
  readonly rows: number;
  readonly model: TransformerSpec;
  readonly prefix?: string;
}

/**
 * Feed-forward block: up (and gate) matmul, activation, down matmul. The inner width is what tensor parallelism
 * divides: `up` by columns, `down` by rows (Shoeybi 2019, arXiv:1909.08053, §3).
 */
export function feedForward({ input, rows, model, prefix = "ffn-" }: FeedForwardInput): readonly Operator[] {
  const { hidden, ffn, bias } = transformerShape(model);
  const up = {
    role: "ffn",
    rows,
    inner: hidden,
    columns: ffn,
    split: "column",
    bias,
    ...(model.gatedFfn && { fusedColumns: 2 * ffn }),
  } as const;
  const widened = chain(input, linear({ ...up, id: `${prefix}up` }));
  const gate = model.gatedFfn ? chain(input, linear({ ...up, id: `${prefix}gate` })) : [];
  const halves = model.gatedFfn ? [written(gate), written(widened)] : [written(widened)];
  const activation = vector(
    prefix === "ffn-" ? "activation" : `${prefix}activation`,
    ACTIVATION[model.activation],
    rows * ffn,
    "column",
  );
  return [
    ...widened,
    ...gate,
    ...chain(input, [
      reading(halves, activation),
      ...linear({ id: `${prefix}down`, role: "ffn", rows, inner: ffn, columns: hidden, split: "row", bias }),
    ]),
  ];
}
