import { softwareOf } from "../../arch/software-of.ts";
import { INPUT_BYTES, sentBytes } from "../../cost/arithmetic.ts";
import { planarCollective, torusSides } from "../../cost/roofline/torus-collective.ts";
import { isKind, type Block, type MatmulOperator } from "../../workload/graph/operator-graph.ts";
import { linkSegment } from "./price-collective.ts";
import type { PricingContext } from "./pricing-context.ts";
import { torusOf } from "./roofline-all-reduce.ts";
import type { Segment } from "../priced-plan.ts";

/**
 * The sum after a row-divided product, by software that may divide weights along both sides over a torus, or samples:
 * what that exchanges around the products since the last sum. The sum itself where it is faster, or nothing else is
 * legal: in training, of experts, and over more than a link domain. The products are priced as without.
 */
export function planarSum(sum: Segment, op: MatmulOperator, block: Block, context: PricingContext): Segment {
  const { arch, choice, graph, placement } = context;
  const { chip } = arch;
  const torus = torusOf(arch);
  const { ranks } = placement;
  if (torus === undefined || chip.architecture !== "roofline" || graph.phase === "training") return sum;
  const { layouts, gapSeconds } = softwareOf(chip, graph.phase);
  if (!layouts.planar || ranks.domains > 1 || op.routing !== undefined) return sum;
  const bytes = choice.microBatch * sentBytes(chip, choice.arithmetic);
  const between = productsBetween(op, block);
  const traffic = {
    outerBytes: op.groups * op.rows * op.columns * bytes,
    innerBytes: between.elements * bytes,
    weightBytes: between.parameters * INPUT_BYTES[choice.arithmetic],
    samples: choice.microBatch,
  };
  const cost = planarCollective(traffic, torusSides(ranks.members, torus.dimensions), torus);
  const started = chip.kernelRampSeconds + gapSeconds;
  if (cost.seconds + started >= sum.seconds) return sum;
  return linkSegment(sum.label, "tensorParallel", { ...cost, seconds: cost.seconds + started }, ranks.ring);
}

/**
 * Products since the last sum: elements of ONE sample between their outer sides, which are results of column-divided and
 * operands of row-divided ones, and their parameters.
 */
function productsBetween(
  row: MatmulOperator,
  { operators }: Block,
): { readonly elements: number; readonly parameters: number } {
  let between = { elements: 0, parameters: 0 };
  for (const op of operators.filter((one) => isKind(one, "matmul"))) {
    const { groups, rows, inner, columns, split } = op;
    if (!op.weight || (split !== "column" && split !== "row")) continue;
    between = {
      elements: between.elements + groups * rows * (split === "column" ? columns : inner),
      parameters: between.parameters + groups * inner * columns,
    };
    if (op === row) break;
    if (split === "row" && op.reducedLater !== true) between = { elements: 0, parameters: 0 };
  }
  return between;
}
