import { dividedHeads } from "../../workload/graph/divided-heads.ts";
import { dividesKeyValues } from "../../workload/graph/key-values.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import { infeasible } from "../infeasible.ts";
import type { Infeasible, PlanChoice } from "../plan.ts";

/** Key/value heads are whole on a chip: their number is divided by tensor parallelism, or divides it. */
export function illegalKeyValues({ blocks }: OperatorGraph, choice: PlanChoice): Infeasible | undefined {
  const { tensorParallel } = choice;
  if (dividesKeyValues(blocks, tensorParallel)) return undefined;
  const heads = dividedHeads(blocks);
  const legal = Array.from({ length: heads }, (_, index) => index + 1).filter(
    (degree) => heads % degree === 0 && dividesKeyValues(blocks, degree),
  );
  const parts = Math.max(...blocks.map(({ keyValueParts = 1 }) => keyValueParts));
  return infeasible({
    resource: `key and value heads in equal parts (${parts} over tensorParallel ${tensorParallel})`,
    demand: tensorParallel,
    bound: legal.findLast((degree) => degree < tensorParallel) ?? 1,
    unit: "",
    levers: [`tensorParallel: ${legal.join(", ")}`],
    choice,
  });
}
