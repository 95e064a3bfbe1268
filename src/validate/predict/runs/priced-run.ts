import { illegalText } from "../../../plan/choice/illegal.ts";
import { priceKnownRun, type PlanAndPriceInput } from "../../../evaluate.ts";
import type { PricedPlan } from "../../../estimate/priced-plan.ts";
import { shortageOf } from "../../../plan/memory/shortage.ts";
import type { PlanChoice } from "../../../plan/plan.ts";

/**
 * The run that choices describe, the likeliest first: priced by the first that fits. Where none does, the memory model
 * is wrong, since the run is known to have run: then the first is priced as if it fitted. A string says what else is
 * missing.
 */
export function pricedRun(
  input: Omit<PlanAndPriceInput, "choice">,
  choices: readonly PlanChoice[],
): PricedPlan | string {
  const runs = choices.map((choice) => () => priceKnownRun({ ...input, choice }));
  for (const run of runs) {
    const result = run();
    if (result.kind === "priced" && shortageOf(result.priced.plan) === undefined) return result.priced;
  }
  const likeliest = runs[0]?.();
  if (likeliest === undefined) return "plan unknown";
  if (likeliest.kind === "priced") return likeliest.priced;
  return illegalText(likeliest);
}
