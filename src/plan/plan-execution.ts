import { illegalChoice } from "./choice/illegal-choice.ts";
import { layOut, type PlanInput } from "./lay-out.ts";
import type { Unfit } from "./memory/explain-shortage.ts";
import { shortageOf } from "./memory/shortage.ts";
import type { Illegal } from "./choice/illegal.ts";
import type { Plan } from "./plan.ts";

/**
 * The plan that a choice describes, or why there is none: 1. the choice must be legal on this machine and graph; 2. it
 * is laid out; 3. every memory must hold its part. Who wants to know why a plan does not fit, and what would help, asks
 * `explainShortage`, which tries as many plans again as there are remedies.
 */
export function planExecution(input: PlanInput): Plan | Unfit | Illegal {
  const refused = illegalChoice(input);
  if (refused !== undefined) return refused;
  const plan = layOut(input);
  const shortage = shortageOf(plan);
  return shortage === undefined ? plan : { kind: "unfit", plan, shortage, planMatmul: input.planMatmul };
}
