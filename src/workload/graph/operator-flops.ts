import { operatorLaws } from "../operators/operator-laws.ts";
import type { Block, Operator, OperatorGraph } from "./operator-graph.ts";

/** Forward FLOPs of an operator for ONE sample, of pruned weights those that are kept. */
export function operatorFlops(op: Operator): number {
  const laws = operatorLaws(op);
  return laws.denseFlops(op) * laws.density(op);
}

/** Forward FLOPs of all copies of a block for ONE sample. */
export function blockFlops(block: Block): number {
  return block.count * block.operators.reduce((sum, op) => sum + operatorFlops(op), 0);
}

/** Forward FLOPs of a graph for ONE sample. */
export function forwardFlops(graph: Pick<OperatorGraph, "blocks">): number {
  return graph.blocks.reduce((sum, block) => sum + blockFlops(block), 0);
}

/** Training all of a model costs the forward pass and twice as much for gradients: of inputs and of weights. */
export const TRAINING_PASSES = 3;

/** FLOPs of an operator in training, for ONE sample: forward, and the gradients that backward computes of it. */
export function trainedFlops(op: Operator): number {
  return operatorFlops(op) * (1 + operatorLaws(op).backwardPasses(op));
}

/**
 * Model FLOPs of ONE sample, by the tool's convention `exact-full`: exact matmuls, scores over the full context,
 * logits, no input embedding; training = 3 × forward, less what frozen operators save, and
 * the gradient of the data itself.
 */
export function modelFlopsPerSample(graph: Pick<OperatorGraph, "blocks" | "phase">): number {
  if (graph.phase !== "training") return forwardFlops(graph);
  return graph.blocks.reduce(
    (sum, { count, operators }) => sum + count * operators.reduce((part, op) => part + trainedFlops(op), 0),
    0,
  );
}
