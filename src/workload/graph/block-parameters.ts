import type { Block } from "./operator-graph.ts";

/** Parameters of ONE of a block's `count` copies. */
export function blockParameters({ operators }: Pick<Block, "operators">): number {
  return operators.reduce((sum, { parameters }) => sum + parameters, 0);
}
