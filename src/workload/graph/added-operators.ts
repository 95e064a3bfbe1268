import type { Block, Operator } from "./operator-graph.ts";

/** Operators that fine-tuning adds (low-rank pairs, adapters); their parameters are in no published count. */
export function isAdded(op: Operator): boolean {
  if (op.kind === "matmul") return op.role === "low-rank" || op.role === "adapter";
  return op.kind === "vector" && op.function === "bias" && /-adapter-(down|up)-bias$/.test(op.id);
}

/** Parameters of a block that fine-tuning adds, one copy. */
export function addedParameters({ operators }: Pick<Block, "operators">): number {
  return operators.reduce((sum, op) => sum + (isAdded(op) ? op.parameters : 0), 0);
}
