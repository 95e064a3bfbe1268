import { blockHasBackward, gradientsOf } from "./gradients.ts";
import { isKind, type Block, type MatmulRole, type Operator, type TensorId } from "./operator-graph.ts";

type Saved = Pick<Block, "savedElements" | "savedAttentionElements">;

/**
 * Activations that backward needs of a block with frozen operators. Where backward does not come at all, none. Else
 * the input of a frozen matmul is needed no more (dX = dY·Wᵀ reads the weight alone), unless another that reads it is
 * trained, or a relu put it out, whose backward reads its output. What added operators put in is saved besides.
 */
export function frozenSaved(block: Block, operators: readonly Operator[]): Saved {
  if (!blockHasBackward({ operators })) return { savedElements: 0, savedAttentionElements: 0 };
  return {
    savedElements: block.savedElements - spared(operators) + addedInputs(operators),
    savedAttentionElements: block.savedAttentionElements,
  };
}

/** Matmuls of a layer whose inputs the saved elements count: attention's, its projection's, the feed-forward block's. */
const COUNTED: ReadonlySet<MatmulRole> = new Set<MatmulRole>(["query", "projection", "ffn"]);

/** Inputs of frozen matmuls that backward of nothing else needs. */
function spared(operators: readonly Operator[]): number {
  const kept = new Set(operators.flatMap(({ keeps }) => keeps));
  const inputs = new Map<TensorId | undefined, number>();
  for (const op of operators)
    if (isKind(op, "matmul") && COUNTED.has(op.role) && !gradientsOf(op).parameters)
      inputs.set(op.reads[0], op.rows * op.inner);
  return [...inputs].reduce(
    (sum, [tensor, elements]) => sum + (tensor !== undefined && kept.has(tensor) ? 0 : elements),
    0,
  );
}

/** Inputs of added matmuls that no matmul of the model has: of low rank, of an adapter and of its second half. */
function addedInputs(operators: readonly Operator[]): number {
  const matmuls = operators.filter((op) => isKind(op, "matmul"));
  const own = new Set(matmuls.filter(({ added }) => !added).flatMap(({ reads }) => reads));
  return matmuls.reduce((sum, op) => {
    const [input] = op.reads;
    const counted = op.added && input !== undefined && !own.has(input);
    return sum + (counted ? op.rows * op.inner : 0);
  }, 0);
}
