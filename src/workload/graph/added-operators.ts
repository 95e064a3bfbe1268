import type { Block } from "./operator-graph.ts";

/** Parameters of a block that fine-tuning adds, one copy. */
export function addedParameters({ operators }: Pick<Block, "operators">): number {
  return operators.reduce((sum, op) => sum + (op.added ? op.parameters : 0), 0);
}
