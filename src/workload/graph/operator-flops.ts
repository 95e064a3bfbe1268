import { backwardPasses } from "./gradients.ts";
import type { Block, ConvolutionOperator, Operator, OperatorGraph } from "./operator-graph.ts";

/**
 * Forward FLOPs of an operator for ONE sample: 2 a multiply-accumulate of a matmul or convolution, of pruned weights
 * those that are kept. Gathers and vector
 * work are not counted: model FLOPs are those of matmuls and convolutions in every published convention.
 */
export function operatorFlops(op: Operator): number {
  if (op.kind === "convolution") return convolutionMacs(op) * 2;
  return denseEquivalentFlops(op) * ((op.kind === "matmul" && op.sparsity?.density) || 1);
}

/** The same as if all weights were there: what a dense model of this shape costs. */
export function denseEquivalentFlops(op: Operator): number {
  if (op.kind === "convolution") return operatorFlops(op);
  return op.kind === "matmul" ? 2 * op.groups * op.rows * op.inner * op.columns : 0;
}

/** Multiply-accumulates of a convolution of one image; padded borders count as if they were image. */
function convolutionMacs(op: ConvolutionOperator): number {
  const { outputSize, kernel, inChannels, outChannels, groups } = op;
  return (outputSize ** 2 * kernel ** 2 * inChannels * outChannels) / groups;
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
  return operatorFlops(op) * (1 + backwardPasses(op));
}

/**
 * Model FLOPs of ONE sample, by the tool's convention `exact-full`: exact matmuls, scores over the full context,
 * logits, no input embedding; training = 3 × forward, less what frozen operators save.
 */
export function modelFlopsPerSample(graph: Pick<OperatorGraph, "blocks" | "phase">): number {
  if (graph.phase !== "training") return forwardFlops(graph);
  return graph.blocks.reduce(
    (sum, { count, operators }) => sum + count * operators.reduce((part, op) => part + trainedFlops(op), 0),
    0,
  );
}
