import { blockHasBackward } from "../../workload/graph/gradients.ts";
import { isKind, type Block, type Operator } from "../../workload/graph/operator-graph.ts";
import { matmulWork } from "./operator-shapes.ts";
import type { PlanChoice } from "../plan.ts";
import type { TilePlans } from "./temporary-bytes.ts";

/**
 * Share of each operator's result that is alive at a time.
 *
 * An attention whose products run through the heads in passes runs in these passes as a whole: scores, softmax and
 * values of some heads, then of the next, so that 1 / passes of the scores are there (PopART and Hugging Face on the
 * IPU: serialised or sliced attention). Of two products the one in fewer passes counts. Where backward will need the
 * scores, all of them are kept, and nothing is saved. Undefined where everything is alive at once.
 */
export function aliveShares(
  block: Block,
  training: boolean,
  { microBatch, tensorParallel }: Pick<PlanChoice, "microBatch" | "tensorParallel">,
  plans: TilePlans,
): readonly number[] | undefined {
  const { operators } = block;
  if ((training && blockHasBackward(block)) || !operators.some(isScores)) return undefined;
  const passes = (op: Operator | undefined): number =>
    isKind(op, "matmul") ? (plans(matmulWork(op, microBatch, tensorParallel).forward).passes ?? 1) : 1;
  let share = 1;
  const shares = operators.map((op, index) => {
    if (isScores(op)) {
      const values = operators
        .slice(index)
        .find((later) => isKind(later, "matmul") && later.role === "values");
      share = 1 / Math.min(passes(op), passes(values));
    }
    if (!op.core || (isKind(op, "matmul") && !isScores(op))) return 1;
    return share;
  });
  return shares.some((one) => one < 1) ? shares : undefined;
}

function isScores(op: Operator): boolean {
  return isKind(op, "matmul") && op.role === "scores";
}
