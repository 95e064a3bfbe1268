import type { WorkloadSpec } from "../kinds/workload-spec.ts";
import type { Loose, RuleProblem } from "./rule-problem.ts";
import { studyProblems } from "./study-rules.ts";
import { workloadProblems } from "./workload-rules.ts";
import type { StudySpec } from "../kinds/study-spec.ts";

type Rules = (spec: unknown) => readonly RuleProblem[];

/** Rules of a spec by itself, by its kind. Those of chips, machines and systems read each other: arch-rules.ts. */
const RULES: Readonly<Record<string, Rules>> = {
  workload: (spec) => workloadProblems(spec as Loose<WorkloadSpec>),
  study: (spec) => studyProblems(spec as Loose<StudySpec>),
};

const NO_RULES: Rules = () => [];

export function rulesOf(kind: string | undefined): Rules {
  return kind !== undefined && Object.hasOwn(RULES, kind) ? (RULES[kind] ?? NO_RULES) : NO_RULES;
}
