import type { SavedResult } from "../result/saved/result.ts";
import { openSpecs, shippedPackage } from "../spec/load.ts";
import { withPlanChoices } from "../spec/plan-overrides.ts";
import { runStudy } from "../study/run-study.ts";
import { adHocStudy } from "../study/ad-hoc-study.ts";
import { checkChoice, checkedPlan, checkKeys } from "./check-question.ts";
import { ASKED, type Metrics, type PointQuestion } from "./point-question.ts";

export interface EvaluateQuestion extends PointQuestion {
  /** Closed form (default), or event-driven simulation. */
  readonly fidelity?: "analytic" | "event";
}

/** A design with metrics, ranges from uncertain inputs, breakdowns, plan; or with what is too small, and levers. */
export type EvaluatedPoint = Omit<SavedResult, "metrics"> & { readonly metrics: Metrics };

/**
 * Evaluate one design: the same numbers as `dse run --system … --workload … --set …`, as plain data in base units.
 * Rejects with SpecProblems where a name, path or value is wrong; a design that does not fit is an answer.
 */
export async function evaluate(question: EvaluateQuestion): Promise<EvaluatedPoint> {
  checkKeys("evaluate", question, { needed: ["system", "workload"], allowed: [...ASKED, "fidelity"] });
  checkChoice("evaluate", "fidelity", question.fidelity, ["analytic", "event"]);
  const { system, workload, set = {}, fidelity = "analytic", specs = openSpecs() } = question;
  const plan = await checkedPlan(question.plan ?? {});
  const study = adHocStudy([system], [workload]);
  const { results } = await runStudy({
    specs,
    study: { ...study, spec: withPlanChoices(study.spec, plan) },
    tool: { name: "dse", version: shippedPackage().version },
    overrides: set,
    fidelity,
  });
  const [result] = results;
  if (result === undefined) throw new Error("a study of one system and workload has no result");
  return result as EvaluatedPoint;
}
