import { gradientsOf } from "../../workload/graph/gradients.ts";
import type { OfKind, Operator, OperatorKind } from "../../workload/graph/operator-graph.ts";

/** Elements of ONE sample that the chips of a tensor-parallel group add up after an operator: one record a kind. */
export interface ReducedElements<O extends Operator> {
  /** Partial sums of a divided inner dimension or table. */
  forward(op: O): number;
  /**
   * The input gradient of column-divided matmuls. Matmuls that share an input (query, key, value; both FFN gates) add
   * their gradients first, so each row-divided matmul stands for one such reduction of its block (Megatron's f and g);
   * the logits have no row-divided partner. Source: Shoeybi 2019, arXiv:1909.08053, §3.
   */
  backward(op: O): number;
}

type Matmul = OfKind<"matmul">;

const partialSums = ({ split, reducedLater, groups, rows, columns }: Matmul): number =>
  split === "row" && !reducedLater ? groups * rows * columns : 0;

const REDUCED_ELEMENTS: { readonly [K in OperatorKind]: ReducedElements<OfKind<K>> } = {
  matmul: {
    forward: partialSums,
    backward: (op) => {
      if (!gradientsOf(op).inputs) return 0;
      return op.role === "logits" && op.split === "column" ? op.groups * op.rows * op.inner : partialSums(op);
    },
  },
  convolution: { forward: () => 0, backward: () => 0 },
  vector: { forward: () => 0, backward: () => 0 },
  gather: {
    forward: ({ split, rows, width }) => (split === "none" ? 0 : rows * width),
    backward: () => 0,
  },
  // Channels are apart; B and C, and their gradients, are reduced by the matmul that makes them.
  scan: { forward: () => 0, backward: () => 0 },
};

/** What of an operator is added up over the chips of a tensor-parallel group. */
export function reducedElements({ kind }: Operator): ReducedElements<Operator> {
  return REDUCED_ELEMENTS[kind];
}
