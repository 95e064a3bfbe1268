import type { StudySpec } from "../kinds/study-spec.ts";
import { items, type Loose, type RuleProblem } from "./rule-problem.ts";
import { nameProblem } from "./user-names.ts";

/** What is wrong with a study by itself, before the systems and workloads it names are looked at. */
export function studyProblems({ systems, baseline, metrics }: Loose<StudySpec>): readonly RuleProblem[] {
  return [...baselineProblems(items(systems), baseline), ...metricNames(metrics)];
}

function baselineProblems(systems: readonly string[], baseline: string | undefined): RuleProblem[] {
  if (typeof baseline !== "string" || systems.includes(baseline) || systems.length === 0) return [];
  const expected = `one of the study's systems (${systems.join(", ")})`;
  return [{ path: ["baseline"], expected, message: `"${baseline}"` }];
}

function metricNames(metrics: Loose<StudySpec>["metrics"]): RuleProblem[] {
  return Object.keys(metrics ?? {}).flatMap((name) => {
    const problem = nameProblem(name);
    return problem === undefined ? [] : [{ path: ["metrics", name], ...problem, atKey: true }];
  });
}
