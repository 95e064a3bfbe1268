import { operatorMemory } from "./operator-memory.ts";
import { weightBlockElements } from "../../cost/tile/amp.ts";
import type { Block } from "../../workload/graph/operator-graph.ts";
import { parametersAtATime, type ExpertChoice } from "./operator-shapes.ts";
import type { PlanChoice } from "../plan.ts";

/**
 * Weights of one layer that the fullest tile holds beyond an even share, in elements. A matrix is laid out in whole
 * blocks of the matrix unit, and every matrix begins at the first tile, so that the same tiles hold one block more of
 * each:
 *
 *   excess = Σ over matrices (⌈blocks / tiles⌉ − blocks / tiles) · block, blocks = elements / (16 · 16) in half
 *
 * `perChip`: all of them, or those that are trained. Derived; PopLibs ConvOptions: the first tile is not dithered by default.
 */
export function unevenElements(
  { operators }: Block,
  choice: Pick<PlanChoice, "tensorParallel" | "arithmetic"> & ExpertChoice,
  tiles: number,
  perChip: typeof parametersAtATime = parametersAtATime,
): number {
  const block = weightBlockElements(choice.arithmetic);
  let elements = 0;
  for (const op of operators) {
    if (!operatorMemory(op).inBlocks) continue;
    const share = perChip(op, choice) / tiles;
    elements += Math.ceil(share / block) * block - share;
  }
  return elements;
}
