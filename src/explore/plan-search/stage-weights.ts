import type { BalanceInput } from "../../plan/partition/partition.ts";
import type { Block } from "../../workload/graph/operator-graph.ts";

/** What the layers, and the ends of a pipeline, weigh in its balance. */
export function stageWeights(
  seconds: ReadonlyMap<Block, number>,
  headFirst: boolean,
): Pick<BalanceInput, "costs" | "first" | "last"> {
  const costs: number[] = [];
  let first = 0;
  let last = 0;
  for (const [block, each] of seconds)
    if (block.kind === "layer") for (let layer = 0; layer < block.count; layer++) costs.push(each);
    else if (block.kind === "head" && !headFirst) last += block.count * each;
    else first += block.count * each;
  return { costs, first, last };
}

/** Of the whole, to which `balanceLayers` searches, and to spare. */
const SEARCHED = 1e-8;

/** The longest stage of a split, less what a split that was searched for may be longer than the best. */
export function longestOf(
  split: readonly number[],
  { costs, first, last }: Pick<BalanceInput, "costs" | "first" | "last">,
): number {
  let from = 0;
  const sums = split.map((held) => costs.slice(from, (from += held)).reduce((sum, cost) => sum + cost, 0));
  sums[0]! += first;
  sums[split.length - 1]! += last;
  return Math.max(...sums) - SEARCHED * sums.reduce((sum, stage) => sum + stage, 0);
}
