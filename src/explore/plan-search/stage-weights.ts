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
