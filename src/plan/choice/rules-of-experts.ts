import { isOffChip, isPhased } from "../memory/off-chip.ts";
import { divisorsOf } from "./divisors.ts";
import type { Rule } from "./rule.ts";

/** Replicas share the experts of a layer in equal parts. */
export const expertsDivide: Rule = ({ graph, choice: { expertParallel, dataParallel } }) => {
  const experts = graph.workload.model.experts?.count ?? 1;
  if (experts % expertParallel === 0 && dataParallel % expertParallel === 0) return undefined;
  const legal = divisorsOf(experts).filter((degree) => dataParallel % degree === 0);
  return {
    by: ["expertParallel", "dataParallel"],
    rule: `replicas share experts in equal parts: it divides ${experts} experts and ${dataParallel} replicas`,
    legal: [`expertParallel: ${legal.join(", ")}`],
  };
};

/** Training brings experts into the chip phase by phase, with all other weights; inference may fetch them alone. */
export const expertsLiveApart: Rule = ({ graph, choice }) => {
  const { expertWeights, weights } = choice;
  if (expertWeights === "as-weights" || expertWeights === weights) return undefined;
  const experts = graph.workload.model.experts?.count ?? 1;
  if (experts > 1 && !isPhased(choice) && isOffChip(expertWeights) && graph.phase !== "training")
    return undefined;
  return {
    by: ["expertWeights", "weights"],
    rule: "experts live apart from other weights off chip alone, of a mixture of experts, in inference",
    legal: [`expertWeights: ${weights}`],
  };
};
