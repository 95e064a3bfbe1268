import type { BlockPrice } from "../../../src/estimate/price/price-block.ts";
import { phasedProgram } from "../../../src/estimate/price/price-phased.ts";
import type { PhasedProgram } from "../../../src/estimate/priced-plan.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import type { Block } from "../../../src/workload/graph/operator-graph.ts";
import { graphOf, pricing, type GraphSketch } from "../../helpers/tiny.ts";

/** Phased execution of some blocks on the tiny machine, each of which takes what it is said to. */
export function pricePhasedOf(
  blocks: readonly Block[],
  priceOf: (block: Block) => BlockPrice,
  change: Partial<PlanChoice>,
  sketch: GraphSketch,
): PhasedProgram {
  const choice = { weights: "streaming", optimizerState: "streaming", ...change } as const;
  const context = pricing({ choice, graph: graphOf(blocks, sketch) });
  return phasedProgram(context, priceOf, context);
}
