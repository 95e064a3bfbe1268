import { gradientsOf } from "../graph/gradients.ts";
import type {
  Draft,
  Edges,
  OfKind,
  Operator,
  OperatorKind,
  TensorId,
  VectorFunction,
} from "../graph/operator-graph.ts";

/** What there is to know of an operator before any machine: one record a kind, none of whose entries can be forgotten. */
export interface OperatorLaws<O extends Operator> {
  /**
   * Forward FLOPs for ONE sample as if all weights were there: 2 a multiply-accumulate of a matmul or convolution.
   * Gathers and vector work are not counted: model FLOPs are those of products in every published convention.
   */
  denseFlops(op: O): number;
  /** Share of them that is computed: less than all where weights are pruned. */
  density(op: O): number;
  /**
   * Backward passes, each as large as the forward one. Of a weight: dX where something below is trained, dW where the
   * weight is; of a product between activations the gradients of both sides, or none.
   */
  backwardPasses(op: O): number;
  /**
   * Whether backward has anything to compute of it, where it comes: the input's gradient of a sum with a frozen bias is
   * the output's.
   */
  computesBackward(op: O): boolean;
  /** Whether its input has a gradient at all: a table is read by ids, which have none. */
  passesGradient(op: O): boolean;
  /** Of what it reads and writes: what its backward needs, where backward comes. */
  keeps(op: Draft<O>, edges: Pick<Edges, "reads" | "writes">): readonly TensorId[];
  /** Whether its result may take the place of the first tensor it reads. */
  inPlace(op: Draft<O>): boolean;
  /** Its parameters are a matrix as 12·L·h² counts them; biases, norms, filters and tables are none. */
  readonly isLayerMatrix: boolean;
  /** Independent groups that tensor parallelism divides in equal parts (heads, channels); 0: it needs none. */
  dividedGroups(op: O): number;
}

/** Gradients of inputs and of parameters, as far as they are computed. */
function gradientPasses(op: Operator): number {
  const { inputs, parameters } = gradientsOf(op);
  return (inputs ? 1 : 0) + (parameters ? 1 : 0);
}

const OPERATOR_LAWS: { readonly [K in OperatorKind]: OperatorLaws<OfKind<K>> } = {
  matmul: {
    denseFlops: ({ groups, rows, inner, columns }) => 2 * groups * rows * inner * columns,
    density: ({ sparsity }) => sparsity?.density ?? 1,
    backwardPasses: (op) => (op.weight ? gradientPasses(op) : gradientsOf(op).inputs ? 2 : 0),
    computesBackward: () => true,
    passesGradient: () => true,
    // The input's gradient reads the weight alone, the weight's the input; a product of activations needs both sides.
    keeps: (op, { reads }) => (op.weight ? (gradientsOf(op).parameters ? reads.slice(0, 1) : []) : reads),
    inPlace: () => false,
    isLayerMatrix: true,
    dividedGroups: ({ split, groups }) => (split === "heads" ? groups : 0),
  },
  convolution: {
    // Padded borders count as if they were image.
    denseFlops: ({ outputSize, kernel, inChannels, outChannels, groups }) =>
      ((outputSize ** 2 * kernel ** 2 * inChannels * outChannels) / groups) * 2,
    density: () => 1,
    backwardPasses: gradientPasses,
    computesBackward: () => true,
    passesGradient: () => true,
    keeps: (op, { reads }) => (gradientsOf(op).parameters ? reads : []),
    inPlace: () => false,
    isLayerMatrix: false,
    dividedGroups: () => 0,
  },
  vector: {
    denseFlops: () => 0,
    density: () => 1,
    backwardPasses: gradientPasses,
    computesBackward: (op) => op.function !== "bias" || gradientsOf(op).parameters,
    passesGradient: () => true,
    keeps: (op, { reads, writes }) =>
      ({ nothing: [], input: reads, output: [writes], both: [...reads, writes] })[
        VECTOR_TENSORS[op.function].keeps
      ],
    inPlace: (op) => VECTOR_TENSORS[op.function].inPlace,
    isLayerMatrix: false,
    dividedGroups: () => 0,
  },
  gather: {
    denseFlops: () => 0,
    density: () => 1,
    backwardPasses: gradientPasses,
    computesBackward: () => true,
    passesGradient: ({ parameters }) => parameters === 0,
    keeps: () => [],
    inPlace: () => false,
    isLayerMatrix: false,
    dividedGroups: () => 0,
  },
  scan: {
    // The state's update and what is read out of it, a multiply-accumulate each.
    denseFlops: ({ steps, channels, state }) => 2 * 2 * steps * channels * state,
    density: () => 1,
    // The adjoint recurrence has two multiply-accumulates for each of the forward one.
    backwardPasses: (op) => (gradientPasses(op) > 0 ? 2 : 0),
    computesBackward: () => true,
    passesGradient: () => true,
    // States are computed again, not kept: arXiv:2312.00752, §3.3.2.
    keeps: (_, { reads }) => reads,
    inPlace: () => false,
    isLayerMatrix: false,
    dividedGroups: ({ channels }) => channels,
  },
};

/** The laws of an operator's kind. */
export function operatorLaws({ kind }: { readonly kind: OperatorKind }): OperatorLaws<Operator> {
  return OPERATOR_LAWS[kind];
}

interface VectorTensors {
  /** What its backward needs of what it reads and writes. */
  readonly keeps: "nothing" | "input" | "output" | "both";
  readonly inPlace: boolean;
}

/** Masks of dropout are drawn again from their seed (PopART, TensorFlow). */
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
