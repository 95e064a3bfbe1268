import type { StudySpec } from "../spec/kinds/study-spec.ts";
import type { Loaded } from "../spec/yaml/provenance.ts";
import type { SpecError } from "../spec/yaml/spec-error.ts";
import { nearestName } from "../units/nearest-name.ts";
import { isOfFamily } from "./answer.ts";
import { fileOf } from "./study-formulas.ts";

/** Entries of `plans:` that are about no system or no workload of the study: they would change nothing. */
export function planEntryErrors(loaded: Loaded<StudySpec>): readonly SpecError[] {
  const { plans, systems, workloads } = loaded.spec;
  return plans.flatMap(({ system, workload }, index) => [
    ...(system === undefined || systems.some((id) => isOfFamily(id, system))
      ? []
      : [unknownSubject(loaded, `plans.${index}.system`, system, systems)]),
    ...(workload === undefined || workloads.includes(workload)
      ? []
      : [unknownSubject(loaded, `plans.${index}.workload`, workload, workloads)]),
  ]);
}

function unknownSubject(
  loaded: Loaded<StudySpec>,
  path: string,
  name: string,
  names: readonly string[],
): SpecError {
  const suggestion = nearestName(name, names);
  const expected = `one of the study's (${names.join(", ")})`;
  return {
    ...studyError(loaded, path, { message: `"${name}"`, expected }),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

/** An error at a dotted path of a study: at its place, where it was read from a file. */
export function studyError(
  loaded: Loaded<StudySpec>,
  path: string,
  { message, expected }: { readonly message: string; readonly expected?: string },
): SpecError {
  const place = loaded.placeOf?.(path);
  return {
    ...(place ?? { file: fileOf(loaded) }),
    path,
    message,
    ...(expected === undefined ? {} : { expected }),
  };
}
