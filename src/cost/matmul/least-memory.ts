import type { MatmulProblem } from "./matmul-problem.ts";
import { temporaryBytes, tileBlock } from "./split-price.ts";
import { usefulSplits } from "./splits.ts";

/**
 * The fewest temporary bytes per tile that any division of a matmul needs.
 *
 * Bytes fall with every split but the first inner ones (which keep partials, or sums wider than the output), so that
 * the extremes decide: most rows, one block of columns at a time, and all or one inner step.
 */
export function leastTemporaryBytes(problem: MatmulProblem): number {
  const { swapped } = problem;
  const { tiles } = problem.target;
  const serialColumns = problem.columnBlocks;
  let least = Infinity;
  for (const groups of usefulSplits(problem.groups, tiles))
    for (const inner of usefulSplits(problem.innerBlocks, Math.floor(tiles / groups)))
      for (const serialInner of [1, Math.ceil(problem.innerBlocks / inner)]) {
        const rows = Math.min(problem.field, Math.floor(tiles / (groups * inner)));
        const splits = { rows, columns: 1, inner, groups, serialColumns, serialInner, swapped };
        least = Math.min(least, temporaryBytes(problem, tileBlock(problem, splits), splits));
      }
  return least;
}
