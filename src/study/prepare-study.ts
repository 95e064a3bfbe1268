import type { MetricDefinition } from "../result/saved/result.ts";
import { judge } from "../result/judge.ts";
import type { StudySpec } from "../spec/kinds/study-spec.ts";
import { studyProblems } from "../spec/rules/study-rules.ts";
import type { Specs } from "../spec/open-specs.ts";
import type { Overrides } from "../spec/override.ts";
import { splitPlanOverrides, withPlanChoices } from "../spec/plan-overrides.ts";
import { atPlace } from "../spec/formula/placed-formula.ts";
import type { Loaded } from "../spec/yaml/provenance.ts";
import { assertNoErrors, SpecProblems, type SpecError } from "../spec/yaml/spec-error.ts";
import { publishedErrors } from "../workload/published-errors.ts";
import { claimScope, type ClaimMatter } from "./claim-scope.ts";
import { subjectsNamed, type Assertions } from "./claims.ts";
import type { MachineFindings } from "./machine-figures.ts";
import { planEntryErrors, studyError } from "./plan-entries.ts";
import { readStudyFormulas } from "./study-formulas.ts";
import { loadNamed, loadSubjects, type Subjects, type SubjectSource } from "./subject.ts";
import type { UserFormulas } from "./user-metrics.ts";

export interface PrepareStudyInput {
  readonly specs: Specs;
  readonly study: Loaded<StudySpec>;
  /** On top of the study's `set`. */
  readonly overrides?: Overrides;
  /** Whether to load corners; as a rule, yes. */
  readonly corners?: boolean;
}

/** A study of which everything that does not need a computation has been read and found right. */
export interface PreparedStudy {
  readonly study: StudySpec;
  readonly source: SubjectSource;
  readonly subjects: Subjects;
  /** The subjects, and what else claims name. */
  readonly named: Subjects;
  readonly formulas: UserFormulas;
  readonly metrics: readonly MetricDefinition[];
  readonly assertions: Assertions;
}

/**
 * Reads all that a study names and says: its overrides, systems, workloads, formulas, claims. What `run` refuses is
 * refused here, before anything is computed, and all of it at once; throws SpecProblems.
 */
export async function prepareStudy({
  specs,
  study: loaded,
  overrides,
  corners = true,
}: PrepareStudyInput): Promise<PreparedStudy> {
  const errors: SpecError[] = [
    ...studyProblems(loaded.spec).map(({ path, ...problem }) => studyError(loaded, path.join("."), problem)),
    ...planEntryErrors(loaded),
  ];
  const split = await collected(splitPlanOverrides({ ...loaded.spec.set, ...overrides }), errors);
  const read = await collected(readStudyFormulas(loaded), errors);
  const study = withPlanChoices(loaded.spec, split?.plan ?? {});
  const source = { specs, overrides: split?.rest ?? {}, variants: loaded.spec.variants, corners };
  const subjects = await collected(loadSubjects(source, study), errors);
  errors.push(
    ...[...(subjects?.workloads.values() ?? [])].flatMap(({ loaded: one }) => publishedErrors(one)),
  );
  if (read === undefined || subjects === undefined) throw new SpecProblems(errors);
  const named = await loadNamed(source, subjects, subjectsNamed(read.assertions));
  errors.push(
    ...claimErrors(read.assertions, {
      ...{ cells: unread(subjects), subjects: named, metrics: read.metrics },
      machines: machinesAsked(study),
    }),
  );
  assertNoErrors(errors);
  return { study, source, subjects, named, ...read };
}

/** What a promise gives, or undefined and its errors. */
async function collected<T>(promise: Promise<T>, errors: SpecError[]): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (!(error instanceof SpecProblems)) throw error;
    errors.push(...error.errors);
    return undefined;
  }
}

/** What claims may ask of the machines of a study, with nothing computed. */
export function machinesAsked({ contention = false, faults = {} }: StudySpec): MachineFindings {
  const asked = { runs: Object.keys(faults), asksContention: contention };
  return { ...asked, contention: undefined, faultRuns: undefined };
}

/** Every system on every workload, with nothing measured: names and units can be checked on it. */
function unread({ systems, workloads }: Subjects): ClaimMatter["cells"] {
  return [...workloads.values()].flatMap((workload) =>
    [...systems.values()].map((system) => ({ system, workload, readings: {}, corners: [] })),
  );
}

/** What claims and expectations say wrongly, whatever the figures are: names, units, what is no comparison. */
function claimErrors({ claims, expectations }: Assertions, matter: ClaimMatter): readonly SpecError[] {
  const scope = claimScope(matter);
  return [...claims, ...expectations].flatMap((assertion) => {
    try {
      atPlace(assertion, () => judge(assertion.formula, scope));
      return [];
    } catch (error) {
      if (!(error instanceof SpecProblems)) throw error;
      return error.errors;
    }
  });
}
