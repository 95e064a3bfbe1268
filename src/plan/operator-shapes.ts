import type { MatmulShape } from "../cost/matmul-plan.ts";
import { gradientsOf } from "../workload/gradients.ts";
import type { MatmulOperator, Operator } from "../workload/operator-graph.ts";

/** Matmuls that one chip executes for an operator and one micro-batch. */
export interface MatmulWork {
  readonly forward: MatmulShape;
  /** dX and dW of a weight, as far as they are needed; the gradients of both sides of an attention core. */
  readonly backward: readonly MatmulShape[];
}

/** Share of an operator's work left to one of `tensorParallel` chips, rounded up to whole rows or columns. */
export function matmulWork(op: MatmulOperator, samples: number, tensorParallel: number): MatmulWork {
  const part = (size: number): number => Math.ceil(size / tensorParallel);
  const columns = op.split === "column" ? part(op.columns) : op.columns;
  const inner = op.split === "row" ? part(op.inner) : op.inner;
  const groups = op.split === "heads" ? part(op.groups) : op.groups;
  const batched = op.weight
    ? { groups, rows: op.rows * samples }
    : { groups: groups * samples, rows: op.rows };
  const { rows } = batched;
  const { inputs, parameters } = gradientsOf(op);
  return {
    forward: { groups: batched.groups, rows, inner, columns },
    backward: [
      ...(inputs ? [{ groups: batched.groups, rows, inner: columns, columns: inner }] : []),
      ...((op.weight ? parameters : inputs)
        ? [{ groups: batched.groups, rows: inner, inner: rows, columns }]
        : []),
    ],
  };
}

/** 2 FLOPs per multiply-accumulate. */
export function shapeFlops(shape: MatmulShape): number {
  return 2 * shape.groups * shape.rows * shape.inner * shape.columns;
}

/** Elements an operator hands on, for one sample, on one chip. */
export function outputElements(op: Operator, tensorParallel: number): number {
  switch (op.kind) {
    case "matmul":
      return (
        (op.groups * op.rows * op.columns) /
        (op.split === "column" || op.split === "heads" ? tensorParallel : 1)
      );
    case "convolution":
      return op.outputSize ** 2 * op.outChannels;
    case "vector":
      return op.elements / (op.split === "none" ? 1 : tensorParallel);
    case "gather":
      return op.rows * op.width;
  }
}

/** Parameters of an operator held by one chip. Biases of a row split are replicated but too small to matter. */
export function parametersPerChip(op: Operator, tensorParallel: number): number {
  return op.split === "none" ? op.parameters : op.parameters / tensorParallel;
}

/** Those of them that are trained. */
export function trainablePerChip(op: Operator, tensorParallel: number): number {
  return gradientsOf(op).parameters ? parametersPerChip(op, tensorParallel) : 0;
}
