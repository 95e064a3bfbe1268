import type { StudySpec } from "../kinds/study-spec.ts";
import { ARCH_ROOTS } from "../override.ts";
import { idle, items, type Loose, type RuleProblem } from "./rule-problem.ts";
import { nameProblem } from "./user-names.ts";

/** What is wrong with a study by itself, before the systems and workloads it names are looked at. */
export function studyProblems(study: Loose<StudySpec>): readonly RuleProblem[] {
  const { systems, baseline, metrics } = study;
  return [
    ...baselineProblems(items(systems), baseline),
    ...contrastProblems(study),
    ...metricNames(metrics),
    ...Object.keys(study.variants ?? {}).flatMap((id) => variantProblems(study, id)),
  ];
}

/** A variant that nothing names, or that sets what no system has, would change nothing. */
function variantProblems(study: Loose<StudySpec>, id: string): RuleProblem[] {
  const path = ["variants", id];
  const { of = "", set = {} } = study.variants?.[id] ?? {};
  if (study.space !== undefined) return [idle(path, "a study with a space varies by its axes")];
  const texts = [...items(study.claims), ...items(study.expect)].map(({ that = "" }) => String(that));
  const isNamed = items(study.systems).includes(id) || texts.some((text) => text.includes(`"${id}"`));
  const [size, sizeOfBase] = [id, of].map((name) => /[^-]*\d$/.exec(name)?.[0]);
  const stray = Object.keys(set).filter((key) => !ARCH_ROOTS.has(key.split(".")[0] ?? ""));
  return [
    ...(isNamed ? [] : [idle(path, "no system, claim or expectation of the study names it")]),
    ...(isSizeOf(of, id) && size !== sizeOfBase
      ? [{ path, expected: `the size of ${of}, which it is of`, message: `"${size}"`, atKey: true }]
      : []),
    ...stray.map((key) => ({
      path: [...path, "set", key],
      expected: `a value of the ${[...ARCH_ROOTS].join(", ")}`,
      message: `"${key}"`,
      atKey: true,
    })),
  ];
}

/** Both names end in a size of the same kind, as in `bow-pod64` and `my-pod16`. */
function isSizeOf(base: string, id: string): boolean {
  const [kind, own] = [base, id].map((name) => /([^-\d]+)\d+$/.exec(name)?.[1]);
  return kind !== undefined && kind === own;
}

/** Both sides of a contrast are workloads of the study, and not the same. */
function contrastProblems(study: Loose<StudySpec>): RuleProblem[] {
  const { contrasts, space } = study;
  const workloads = items(study.workloads);
  if (contrasts === undefined || workloads.length === 0) return [];
  if (space !== undefined) return [idle(["contrasts"], "a study with a space is answered by its front")];
  const all = `one of the study's workloads (${workloads.join(", ")})`;
  return Object.entries(contrasts).flatMap(([name, other]) => {
    const path = ["contrasts", name];
    if (!workloads.includes(name)) return [{ path, expected: all, message: `"${name}"`, atKey: true }];
    if (typeof other !== "string" || workloads.includes(other))
      return other === name ? [{ path, expected: "another workload", message: `"${name}" twice` }] : [];
    return [{ path, expected: all, message: `"${other}"` }];
  });
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
