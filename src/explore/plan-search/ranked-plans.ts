import type { PlanChoice } from "../../plan/plan.ts";

/** A plan that fits, and its time per sample. */
export interface RankedPlan {
  readonly choice: PlanChoice;
  readonly secondsPerSample: number;
}

/** Among plans as fast as each other to rounding, the one met first is kept. */
export const TIE = 1e-9;

/** Fastest first; among plans as fast to rounding, the one met first. */
export function ranked(plans: readonly RankedPlan[]): readonly RankedPlan[] {
  const [...sorted] = plans;
  for (let at = sorted.length - 1; at > 0; at--) {
    const [before, after] = [sorted[at - 1]!, sorted[at]!];
    if (after.secondsPerSample >= before.secondsPerSample * (1 - TIE)) break;
    [sorted[at - 1], sorted[at]] = [after, before];
  }
  return sorted;
}
