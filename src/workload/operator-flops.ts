import type { Block, Operator, OperatorGraph } from "./operator-graph.ts";

/**
 * Forward FLOPs of an operator for ONE sample: 2 a multiply-accumulate of a matmul. Gathers and vector work are not
 * counted: model FLOPs are matmul FLOPs in every published convention.
 */
export function operatorFlops(op: Operator): number {
  return op.kind === "matmul" ? 2 * op.groups * op.rows * op.inner * op.columns : 0;
}

/** Forward FLOPs of all copies of a block for ONE sample. */
export function blockFlops(block: Block): number {
  return block.count * block.operators.reduce((sum, op) => sum + operatorFlops(op), 0);
}

/** Forward FLOPs of a graph for ONE sample. */
export function forwardFlops(graph: Pick<OperatorGraph, "blocks">): number {
  return graph.blocks.reduce((sum, block) => sum + blockFlops(block), 0);
}

/** Training costs the forward pass and two as much for gradients: of inputs and of weights, of both core operands. */
export const TRAINING_PASSES = 3;

/**
 * Model FLOPs of ONE sample, by the tool's convention `exact-full`: exact matmuls, scores over the full context,
 * logits, no input embedding; training = 3 × forward.
 */
export function modelFlopsPerSample(graph: Pick<OperatorGraph, "blocks" | "phase">): number {
  return forwardFlops(graph) * (graph.phase === "training" ? TRAINING_PASSES : 1);
}
