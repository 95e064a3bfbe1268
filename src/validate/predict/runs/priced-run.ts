import { planAndPrice, type PlanAndPriceInput } from "../../../evaluate.ts";
import type { PricedPlan } from "../../../estimate/priced-plan.ts";
import type { PlanChoice } from "../../../plan/plan.ts";

/**
 * The run that choices describe, the likeliest first: priced by the first that fits. Where none does, the memory model
 * is wrong, since the run is known to have run: then the first is priced as if it fitted. A string says what else is
 * missing.
 */
export function pricedRun(
  input: Omit<PlanAndPriceInput, "choice" | "knownToFit">,
  choices: readonly PlanChoice[],
): PricedPlan | string {
  for (const choice of choices) {
    const result = planAndPrice({ ...input, choice });
    if (result.kind === "priced") return result.priced;
  }
  const [likeliest] = choices;
  if (likeliest === undefined) return "plan unknown";
  const result = planAndPrice({ ...input, choice: likeliest, knownToFit: true });
  return result.kind === "priced" ? result.priced : `${result.resource}: ${result.demand} of ${result.bound}`;
}
