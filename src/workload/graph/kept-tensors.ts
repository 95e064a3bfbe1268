import { operatorLaws } from "../operators/operator-laws.ts";
import { hasBackward } from "./gradients.ts";
import type { Draft, Edges, Gradients, Operator, TensorId } from "./operator-graph.ts";

/** Of the tensors that an operator reads and writes those that its backward needs. None where backward does not come. */
export function keptTensors(op: Draft, edges: Pick<Edges, "reads" | "writes">): readonly TensorId[] {
  return hasBackward(op) ? operatorLaws(op).keeps(op, edges) : [];
}

/** An operator of whose backward no more than these gradients is computed. */
export function withGradients(op: Operator, gradients: Gradients): Operator {
  const limited = { ...op, gradients };
  return { ...limited, keeps: keptTensors(limited, op) };
}
