import { analyticSeconds } from "../../estimate/analytic.ts";
import { SHIPPED_CONSTANTS } from "../../estimate/fitted-constants.ts";
import { matmulPlanner } from "../../estimate/price/matmul-planner.ts";
import { pricePlan } from "../../estimate/price/price-plan.ts";
import { choiceFor } from "../../evaluate.ts";
import { toldShortage } from "../../plan/memory/explain-shortage.ts";
import { planExecution } from "../../plan/plan-execution.ts";
import type { NoPlan } from "../../plan/choice/illegal.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import type { PlanSpec } from "../../spec/kinds/plan-spec.ts";
import type { SplitChooser, SplitInput } from "./choose-split.ts";

export interface DecideInput extends SplitInput {
  readonly fixed: PlanSpec;
  readonly choose: SplitChooser;
}

/** A plan with nothing left open, and the seconds of a step that the analytic estimate gives it. */
export interface DecidedPlan {
  readonly kind: "decided";
  readonly choice: PlanChoice;
  readonly seconds: number;
}

/** A plan that does not fit, and what is short once somebody asks. */
export interface Misfit {
  readonly kind: "misfit";
  readonly why: () => NoPlan;
}

/**
 * Split the layers of an open choice over its stages and time it, or say what is short: first by time alone; if that
 * does not fit, the best of the splits that do.
 */
export function decidePlan(input: DecideInput, open: PlanChoice): DecidedPlan | Misfit {
  const { fixed, choose } = input;
  if (fixed.layersPerStage !== undefined)
    return timed(input, { ...open, layersPerStage: fixed.layersPerStage });
  const { balanced, balancedHolds, held } = choose(open);
  const first = (): DecidedPlan | Misfit => timed(input, { ...open, layersPerStage: balanced });
  if (open.pipelineParallel === 1 || open.interleave > 1) return first();
  if (balancedHolds()) {
    const decided = first();
    if (decided.kind === "decided") return decided;
  }
  const split = held();
  if (split !== undefined) return timed(input, { ...open, layersPerStage: split });
  return { kind: "misfit", why: () => whyNot(first()) };
}

function timed({ arch, laws, planners }: DecideInput, choice: PlanChoice): DecidedPlan | Misfit {
  const planMatmul = matmulPlanner(arch, choice, planners);
  let seconds = 0;
  for (const { graph, price } of laws) {
    const own = choiceFor(graph.phase, choice, graph.workload, arch.chip);
    const plan = planExecution({ arch, graph, choice: own, planMatmul });
    if (plan.kind === "unfit") return { kind: "misfit", why: () => toldShortage(plan) };
    if (plan.kind === "illegal") return { kind: "misfit", why: () => plan };
    seconds += analyticSeconds(
      pricePlan(plan, { planMatmul, fitted: SHIPPED_CONSTANTS }, price.exact(own).blocks),
    );
  }
  return { kind: "decided", choice, seconds };
}

function whyNot(decided: DecidedPlan | Misfit): NoPlan {
  if (decided.kind === "decided") throw new Error("a split fits after all");
  return decided.why();
}
