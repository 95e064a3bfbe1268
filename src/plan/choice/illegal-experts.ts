import { isOffChip, isPhased } from "../memory/off-chip.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import { infeasible } from "../infeasible.ts";
import type { Infeasible, PlanChoice } from "../plan.ts";

/**
 * What a choice asks of experts that cannot be: replicas share them in equal parts, and training brings experts into
 * the chip only phase by phase, with all other weights.
 */
export function illegalExperts(graph: OperatorGraph, choice: PlanChoice): Infeasible | undefined {
  const { expertParallel, expertWeights, dataParallel, weights } = choice;
  const experts = graph.workload.model.experts?.count ?? 1;
  const shared = expertDegrees(experts, dataParallel);
  if (!shared.includes(expertParallel))
    return infeasible({
      resource: `experts in equal parts (${experts} over expertParallel ${expertParallel}, of dataParallel ${dataParallel})`,
      demand: expertParallel,
      bound: shared.findLast((degree) => degree < expertParallel) ?? 1,
      unit: "",
      levers: [`expertParallel: ${shared.join(", ")}`],
      choice,
    });
  const apart = expertWeights !== "as-weights" && expertWeights !== weights;
  if (!apart) return undefined;
  if (experts > 1 && !isPhased(choice) && isOffChip(expertWeights) && graph.phase !== "training")
    return undefined;
  return infeasible({
    resource: "experts apart from other weights (streaming, of a mixture of experts, in inference)",
    demand: 1,
    bound: 0,
    unit: "",
    levers: [`expertWeights: ${weights}`],
    choice,
  });
}

/** Over how many replicas `experts` experts can be divided: what divides both them and the replicas. */
export function expertDegrees(experts: number, dataParallel: number): readonly number[] {
  const degrees = Array.from({ length: Math.min(experts, dataParallel) }, (_, index) => index + 1);
  return degrees.filter((degree) => experts % degree === 0 && dataParallel % degree === 0);
}
