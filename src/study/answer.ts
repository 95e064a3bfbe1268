import type { Arch } from "../arch/arch.ts";
import { matmulPlanner, type PlannerCache } from "../estimate/price/matmul-planner.ts";
import { evaluate, retimed, type Evaluation } from "../evaluate.ts";
import { findPlan } from "../explore/find-plan.ts";
import { explainShortage } from "../plan/memory/explain-shortage.ts";
import type { NoPlan } from "../plan/choice/illegal.ts";
import type { PlanChoice } from "../plan/plan.ts";
import { PLAN_CHOICE_NAMES, PLAN_CHOICES, withDefaults } from "../spec/kinds/plan-choices.ts";
import type { PlanSpec } from "../spec/kinds/plan-spec.ts";
import type { StudySpec } from "../spec/kinds/study-spec.ts";
import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";

/** One system on one workload: the plan, timed at each fidelity asked for, or what does not fit. */
export type Answer =
  | {
      readonly kind: "fits";
      readonly choice: PlanChoice;
      /** Always there: corner runs refer to it. */
      readonly analytic: Evaluation;
      readonly event?: Evaluation;
      readonly considered: number;
    }
  | { readonly kind: "misfit"; readonly noPlan: NoPlan; readonly considered: number };

export interface AnswerInput {
  readonly arch: Arch;
  readonly workload: WorkloadSpec;
  readonly plan: "auto" | PlanSpec;
  readonly event: boolean;
  readonly planners: PlannerCache;
}

/** Plan (search, or take what is decided) and time it. */
export function answer({ arch, workload, plan, event, planners }: AnswerInput): Answer {
  const fixed = plan === "auto" ? {} : plan;
  const decided = decidedChoice(fixed);
  const found =
    decided === undefined ? search({ arch, workload, fixed, planners }) : { choice: decided, considered: 1 };
  if ("noPlan" in found) return { kind: "misfit", ...found };
  const { choice } = found;
  const analytic = found.analytic ?? evaluate({ arch, workload, choice, fidelity: "analytic", planners });
  if (analytic.kind !== "evaluation") {
    const noPlan =
      analytic.kind === "unfit"
        ? explainShortage(analytic, (on, own) => matmulPlanner(on, own, planners))
        : analytic;
    return { kind: "misfit", noPlan, considered: found.considered };
  }
  const base = { kind: "fits", choice, analytic, considered: found.considered } as const;
  if (!event) return base;
  if (planners.tally !== undefined) planners.tally.simulations += 1;
  return { ...base, event: retimed(analytic, "event") };
}

type Found =
  | { readonly choice: PlanChoice; readonly analytic?: Evaluation; readonly considered: number }
  | { readonly noPlan: NoPlan; readonly considered: number };

function search(input: Omit<AnswerInput, "plan" | "event"> & { readonly fixed: PlanSpec }): Found {
  const { best, noPlan, counts } = findPlan(input);
  const considered = counts.plans;
  if (best !== undefined) return { choice: best.choice, analytic: best.evaluation, considered };
  if (noPlan === undefined) throw new Error("a search without a plan says what was missing");
  return { noPlan, considered };
}

/** What a plan must say to leave nothing open: the choices that came later stand at their plainest. */
const DECIDED = PLAN_CHOICE_NAMES.filter((name) => PLAN_CHOICES[name].saved === "always");

/** The choice, if the spec leaves none open. */
function decidedChoice(plan: PlanSpec): PlanChoice | undefined {
  return DECIDED.every((name) => plan[name] !== undefined)
    ? withDefaults(plan as Partial<PlanChoice>)
    : undefined;
}

/** The plan asked for on this system and workload: the last match of `plans`, else `plan`. */
export function planFor(study: StudySpec, system: string, workload: string): "auto" | PlanSpec {
  const match = study.plans.findLast(
    (entry) =>
      (entry.system === undefined || isOfFamily(system, entry.system)) &&
      (entry.workload ?? workload) === workload,
  );
  return match?.plan ?? study.plan;
}

/** `bow-pod64` is itself, and one of the family `bow-pod`. */
export function isOfFamily(system: string, name: string): boolean {
  return system === name || (system.startsWith(name) && /^\d+$/.test(system.slice(name.length)));
}
