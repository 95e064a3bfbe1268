import type { Infeasible, PlanChoice } from "../plan.ts";

/**
 * A choice that cannot be, whatever the memory, as data: a result, never an exception. It is not short of anything, so
 * that no search learns from it how far off it is.
 */
export interface Illegal {
  readonly kind: "illegal";
  /** The choices that break the rule, as they were made; none where the system runs the workload in no way at all. */
  readonly made: Readonly<Partial<PlanChoice>>;
  /** The rule, with what it rests on: "12 attention heads are divided in equal parts". */
  readonly rule: string;
  /** What would be legal, each by itself: "tensorParallel: 1, 2, 3, 4, 6, 12". */
  readonly legal: readonly string[];
  /** The whole choice, where there is one. */
  readonly choice?: PlanChoice;
}

/** Why there is no plan: a rule is broken, or a memory is too small. */
export type NoPlan = Infeasible | Illegal;

/** "tensorParallel 5: 12 attention heads are divided in equal parts". */
export function illegalText({ made, rule }: Pick<Illegal, "made" | "rule">): string {
  const choices = Object.entries(made).map(([name, value]) => `${name} ${shown(value)}`);
  return choices.length > 0 ? `${choices.join(", ")}: ${rule}` : rule;
}

const shown = (value: unknown): string => (Array.isArray(value) ? `[${value.join(", ")}]` : String(value));

/** Why there is no plan, in a few words: the memory that is short, or the rule that is broken. */
export function whyNoPlan(answer: NoPlan): string {
  return answer.kind === "illegal" ? illegalText(answer) : answer.resource;
}
