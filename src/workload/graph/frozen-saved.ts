import { blockHasBackward, gradientsOf } from "./gradients.ts";
import { isAdded } from "./added-operators.ts";
import type { Block, MatmulOperator, Operator } from "./operator-graph.ts";

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

/** What a matmul reads, by its role; operators that read the same tensor have the same reading. */
function readingOf({ role, id }: MatmulOperator): string | undefined {
  const cross = id.startsWith("cross-") ? "cross-" : "";
  if (role === "query" || (role === "key-value" && cross === "")) return `${cross}attention`;
  if (role === "projection") return `${cross}projection`;
  if (role === "ffn") return id.startsWith("ffn-down") ? "ffn-down" : "ffn";
  return undefined;
}

/** Inputs of frozen matmuls that nothing else keeps. */
function spared(operators: readonly Operator[]): number {
  const inputs = new Map<string, number>();
  const kept = new Set<string>();
  for (const op of operators) {
    if (op.kind !== "matmul" || !op.weight) continue;
    const base = isAdded(op) ? baseOf(op, operators) : op;
    const reading = base && readingOf(base);
    if (reading === undefined) continue;
    if (gradientsOf(op).parameters) kept.add(reading);
    else inputs.set(reading, op.rows * op.inner);
  }
  if (operators.some((op) => op.kind === "vector" && op.id === "activation" && op.function === "relu"))
    kept.add("ffn-down");
  return [...inputs].reduce((sum, [reading, elements]) => sum + (kept.has(reading) ? 0 : elements), 0);
}

/** The frozen matmul whose input a low-rank pair reads too. */
function baseOf(op: MatmulOperator, operators: readonly Operator[]): MatmulOperator | undefined {
  const name = /^(.*)-low-rank-down$/.exec(op.id)?.[1]?.replace(/(key|value)$/, "key-value");
  const base = operators.find(({ id }) => id === name);
  return base?.kind === "matmul" ? base : undefined;
}

/** Inputs of added matmuls that no frozen one has: of low rank, of an adapter and of its second half. */
function addedInputs(operators: readonly Operator[]): number {
  return operators.reduce((sum, op) => {
    const own = op.kind === "matmul" && isAdded(op) && !op.id.endsWith("-low-rank-down");
    return sum + (own ? op.rows * op.inner : 0);
  }, 0);
}
