import type { MatmulProblem } from "./matmul-problem.ts";
import { temporaryBytes, tileBlock } from "./split-price.ts";
import { usefulSplits } from "./splits.ts";

/**
 * The fewest temporary bytes per tile that any division of a matmul needs.
 *
 * Bytes fall with every serial split but the first inner one (which may add sums wider than the output), so that the
 * extremes decide: one block of columns at a time, and all or one inner step.
 */
export function leastTemporaryBytes(problem: MatmulProblem): number {
  const { tiles } = problem.target;
  let least = Infinity;
  for (const groups of usefulSplits(problem.groups, tiles))
    for (const rows of usefulSplits(problem.field, Math.floor(tiles / groups)))
      for (const inner of usefulSplits(problem.innerBlocks, Math.floor(tiles / (groups * rows))))
        for (const serialInner of [1, Math.ceil(problem.innerBlocks / inner)]) {
          const serialColumns = problem.columnBlocks;
          const splits = {
            rows,
            columns: 1,
            inner,
            groups,
            serialColumns,
            serialInner,
            swapped: problem.swapped,
          };
          least = Math.min(least, temporaryBytes(problem, tileBlock(problem, splits), splits));
        }
  return least;
}
