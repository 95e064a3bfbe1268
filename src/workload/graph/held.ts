import {
  BLOCK_INPUT,
  isKind,
  type Block,
  type Draft,
  type GatherOperator,
  type Operator,
} from "./operator-graph.ts";
import { chain } from "./tensors.ts";

/**
 * A block that a phase does not run, whose parameters and program stay where they are: its operators stand for what
 * they hold, and compute nothing.
 */
export function held(block: Block): Block {
  return {
    ...block,
    outputElements: 0,
    savedElements: 0,
    savedAttentionElements: 0,
    kvElementsPerToken: 0,
    operators: chain(BLOCK_INPUT, block.operators.map(heldOperator)),
  };
}

/** What an operator holds, where it computes nothing. */
export function heldOperator({
  id,
  parameters,
  split,
  sublayer,
}: Pick<Operator, "id" | "parameters" | "split" | "sublayer">): Draft<GatherOperator> {
  return {
    ...{ kind: "gather", id, rows: 0, width: 1, tableRows: parameters, parameters, split },
    ...(sublayer && { sublayer }),
  };
}

/** Whether a phase runs anything of a block, or only holds it. */
export function runs({ operators }: Pick<Block, "operators">): boolean {
  return operators.some((op) => !isKind(op, "gather") || op.rows > 0);
}
