import { collectCells } from "./yaml/cell.ts";
import { evaluationFor } from "./formula/evaluation-for.ts";
import { normalize } from "./normalize.ts";
import { applyOverrides, readOverrides, type Overrides } from "./override.ts";
import { planSpec, type PlanSpec } from "./kinds/plan-spec.ts";
import type { Sheet } from "./yaml/sheet.ts";
import { assertNoErrors } from "./yaml/spec-error.ts";
import type { MapNode, SourceText } from "./yaml/spec-node.ts";
import type { StudySpec } from "./kinds/study-spec.ts";

/** The word an override of a plan begins with: `plan.tensorParallel`. */
const PLAN_ROOT = "plan";

export interface SplitOverrides {
  /** What overrides like `plan.tensorParallel=4` decide. */
  readonly plan: PlanSpec;
  /** Those of systems and workloads. */
  readonly rest: Overrides;
}

/** Takes the choices of a plan out of overrides, checked as in a study's `plan:`; throws SpecProblems. */
export async function splitPlanOverrides(overrides: Overrides): Promise<SplitOverrides> {
  const isPlan = ([path]: readonly [string, unknown]): boolean => path.split(".")[0] === PLAN_ROOT;
  const entries = Object.entries(overrides);
  const rest = Object.fromEntries(entries.filter((entry) => !isPlan(entry)));
  const own = readOverrides(Object.fromEntries(entries.filter(isPlan)));
  if (own.length === 0) return { plan: {}, rest };

  const source: SourceText = { file: "--set", text: "" };
  const empty: MapNode = { kind: "map", place: { source, start: 0, end: 0 }, entries: new Map() };
  const { root, errors } = applyOverrides(empty, planSpec, { overrides: own, prefix: PLAN_ROOT });
  const sheet: Sheet = {
    schema: planSpec,
    root,
    source,
    own: root,
    cells: collectCells(planSpec, root),
    references: {},
    parameters: {},
  };
  const evaluation = await evaluationFor({ documents: new Set() }, own);
  const { spec } = normalize(sheet, evaluation);
  assertNoErrors([...errors, ...evaluation.errors]);
  return { plan: spec as PlanSpec, rest };
}

/** The study with these choices made in every plan it asks for. */
export function withPlanChoices(study: StudySpec, choices: PlanSpec): StudySpec {
  if (Object.keys(choices).length === 0) return study;
  return {
    ...study,
    plan: study.plan === "auto" ? choices : { ...study.plan, ...choices },
    plans: study.plans.map((entry) => ({ ...entry, plan: { ...entry.plan, ...choices } })),
  };
}
