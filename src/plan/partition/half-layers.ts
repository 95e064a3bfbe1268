import { outputElements } from "../memory/operator-memory.ts";
import { isKind, type Block, type Operator } from "../../workload/graph/operator-graph.ts";
import { tail } from "../../workload/graph/tensors.ts";

/**
 * A layer as its attention block and its feed-forward block, which a pipeline may place on different chips (the
 * vendor's MLPerf BERT does). What is saved for backward beyond the scores goes with the operators' outputs.
 * Undefined where a layer has no feed-forward operators, or has them side by side with its attention.
 */
export function halfLayers(block: Block): readonly [Block, Block] | undefined {
  const cut = block.operators.findIndex(({ sublayer }) => sublayer === "ffn");
  if (block.kind !== "layer" || cut <= 0 || block.operators.some(sumsLater)) return undefined;
  const attention = block.operators.slice(0, cut);
  const feedForward = tail(block.operators, cut);
  const share = elements(attention) / elements(block.operators);
  const rest = block.savedElements - block.savedAttentionElements;
  return [
    {
      ...block,
      id: `${block.id}-attention`,
      operators: attention,
      savedElements: block.savedAttentionElements + share * rest,
    },
    {
      ...block,
      id: `${block.id}-ffn`,
      operators: feedForward,
      savedElements: (1 - share) * rest,
      savedAttentionElements: 0,
      kvElementsPerToken: 0,
      ...(block.stateElements !== undefined && { stateElements: 0 }),
    },
  ];
}

/** An attention whose result is added to that of the feed-forward block beside it. */
function sumsLater(op: Operator): boolean {
  return isKind(op, "matmul") && op.role === "projection" && op.reducedLater === true;
}

/** Outputs of operators, scores apart. */
function elements(operators: readonly Operator[]): number {
  return operators
    .filter((op) => !op.core && !(isKind(op, "vector") && op.function === "softmax"))
    .reduce((sum, op) => sum + outputElements(op, 1), 0);
}
