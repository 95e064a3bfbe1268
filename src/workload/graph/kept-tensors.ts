import { gradientsOf, hasBackward } from "./gradients.ts";
import type { Gradients, Operator, TensorId, VectorFunction } from "./operator-graph.ts";
import type { Draft } from "./tensors.ts";

/**
 * Of the tensors that an operator reads and writes those that its backward needs: the input gradient of a weight reads
 * the weight alone, its own gradient the input; a product of activations needs both sides. Masks of dropout are drawn
 * again from their seed (PopART, TensorFlow). None where backward does not come.
 */
export function keptTensors(op: Draft, reads: readonly TensorId[], writes: TensorId): readonly TensorId[] {
  if (!hasBackward(op)) return [];
  const trained = gradientsOf(op).parameters;
  switch (op.kind) {
    case "matmul":
      return op.weight ? (trained ? reads.slice(0, 1) : []) : reads;
    case "convolution":
      return trained ? reads : [];
    case "gather":
      return [];
    case "vector":
      return { nothing: [], input: reads, output: [writes], both: [...reads, writes] }[
        VECTOR_TENSORS[op.function].keeps
      ];
  }
}

/** An operator of whose backward no more than these gradients is computed. */
export function withGradients(op: Operator, gradients: Gradients): Operator {
  const limited = { ...op, gradients };
  return { ...limited, keeps: keptTensors(limited, op.reads, op.writes) };
}

/** Whether an operator's result may take the place of the first tensor it reads. */
export function overwrites(op: Draft): boolean {
  return op.kind === "vector" && VECTOR_TENSORS[op.function].inPlace;
}

interface VectorTensors {
  /** What its backward needs of what it reads and writes. */
  readonly keeps: "nothing" | "input" | "output" | "both";
  readonly inPlace: boolean;
}

const VECTOR_TENSORS: Readonly<Record<VectorFunction, VectorTensors>> = {
  add: { keeps: "nothing", inPlace: true },
  bias: { keeps: "nothing", inPlace: true },
  dropout: { keeps: "nothing", inPlace: true },
  rope: { keeps: "nothing", inPlace: true },
  cast: { keeps: "nothing", inPlace: false },
  rearrange: { keeps: "nothing", inPlace: false },
  shift: { keeps: "nothing", inPlace: false },
  "average-pool": { keeps: "nothing", inPlace: false },
  "top-k": { keeps: "nothing", inPlace: false },
  multiply: { keeps: "input", inPlace: true },
  gelu: { keeps: "input", inPlace: true },
  swish: { keeps: "input", inPlace: true },
  swiglu: { keeps: "input", inPlace: true },
  geglu: { keeps: "input", inPlace: true },
  layernorm: { keeps: "input", inPlace: false },
  rmsnorm: { keeps: "input", inPlace: false },
  batchnorm: { keeps: "input", inPlace: false },
  groupnorm: { keeps: "input", inPlace: false },
  "cross-entropy": { keeps: "input", inPlace: false },
  relu: { keeps: "output", inPlace: true },
  tanh: { keeps: "output", inPlace: true },
  sigmoid: { keeps: "output", inPlace: true },
  softmax: { keeps: "output", inPlace: true },
  "max-pool": { keeps: "both", inPlace: false },
};
