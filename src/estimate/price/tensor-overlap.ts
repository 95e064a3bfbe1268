import { exposedSeconds, overlappedShare, type CollectiveWay } from "../../cost/overlap.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import {
  isKind,
  type Block,
  type MatmulOperator,
  type Operator,
} from "../../workload/graph/operator-graph.ts";
import type { Segment } from "../priced-plan.ts";

type Overlap = Pick<PlanChoice, "tensorParallel" | "overlapTensorParallel">;

/**
 * Parts into which a product is cut along its rows so that its collective runs beside it: as many as ranks. Products
 * of experts, whose rows come from other replicas, and of the logits are not cut.
 */
export function rankParts(op: MatmulOperator, { tensorParallel, overlapTensorParallel }: Overlap): number {
  return overlapTensorParallel && isCut(op) ? tensorParallel : 1;
}

function isCut(op: MatmulOperator): boolean {
  const divided = op.split === "row" || op.split === "column";
  return op.weight && divided && op.role !== "logits" && op.routing === undefined;
}

/**
 * An all-reduce beside the products around it. It is a reduce-scatter of what a row-divided product hands on, and an
 * all-gather for the column-divided products that take it (in backward the other way round): each runs beside its
 * own, in rings. `secondsOf` are those of a product in the direction that is priced.
 */
export function besideProducts(
  allReduce: Segment,
  op: MatmulOperator,
  block: Block,
  { choice, secondsOf }: { readonly choice: Overlap; readonly secondsOf: (op: Operator) => number },
): Segment {
  if (rankParts(op, choice) === 1) return allReduce;
  const columns = columnsBefore(op, block).reduce((sum, column) => sum + secondsOf(column), 0);
  const share = overlappedShare(choice.tensorParallel);
  const way: CollectiveWay = allReduce.resource === "gateway" ? "gateway" : "links";
  const exposed = (work: number): number => exposedSeconds(allReduce.seconds / 2, share * work, way);
  const seconds = exposed(secondsOf(op)) + exposed(columns);
  return { ...allReduce, seconds, aloneSeconds: allReduce.seconds, time: { tensorParallel: seconds } };
}

/** The column-divided products of whose result a row-divided one makes its own: those since the last that was summed. */
function columnsBefore(row: MatmulOperator, { operators }: Block): readonly MatmulOperator[] {
  const columns: MatmulOperator[] = [];
  for (const op of operators) {
    if (op === row) break;
    if (!isKind(op, "matmul") || !isCut(op)) continue;
    if (op.split === "column") columns.push(op);
    else if (op.reducedLater !== true) columns.length = 0;
  }
  return columns;
}
