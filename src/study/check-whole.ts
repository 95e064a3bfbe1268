import { studySpaceErrors } from "../explore/sweep/study-space-errors.ts";
import type { Checked } from "../spec/check-specs.ts";
import type { Specs } from "../spec/open-specs.ts";
import { SpecProblems, withoutRepeats, type SpecError } from "../spec/yaml/spec-error.ts";
import { publishedErrors } from "../workload/published-errors.ts";
import { prepareStudy } from "./prepare-study.ts";

/**
 * Everything that is wrong with these specs (ids or paths; default: all of them), by themselves and in what they say of
 * others: workloads that are not what they publish, studies that `run` or `sweep` would refuse.
 */
export async function checkWhole(specs: Specs, ids?: readonly string[]): Promise<Checked> {
  const { errors, warnings } = await specs.check(ids);
  const entries = ids ?? specs.list().map(({ id }) => id);
  const kinds = new Map(specs.list().map(({ id, kind }) => [id, kind]));
  const deeper: SpecError[] = [];
  for (const id of entries) {
    const kind = kinds.get(id);
    if (kind === undefined || kind === "workload") deeper.push(...(await workloadErrors(specs, id)));
    if (kind === undefined || kind === "study") deeper.push(...(await studyErrors(specs, id)));
  }
  return { errors: withoutRepeats([...errors, ...deeper]), warnings };
}

/** Of a workload that is sound by itself; nothing of what is none. */
async function workloadErrors(specs: Specs, id: string): Promise<readonly SpecError[]> {
  const loaded = await soundOrUndefined(specs.workload(id));
  return loaded === undefined ? [] : publishedErrors(loaded);
}

/** Of a study that is sound by itself; nothing of what is none. */
async function studyErrors(specs: Specs, id: string): Promise<readonly SpecError[]> {
  const study = await soundOrUndefined(specs.study(id));
  if (study === undefined) return [];
  const space = await studySpaceErrors(study, specs);
  try {
    await prepareStudy({ specs, study, corners: false });
    return space;
  } catch (error) {
    if (!(error instanceof SpecProblems)) throw error;
    return [...error.errors, ...space];
  }
}

async function soundOrUndefined<T>(loading: Promise<T>): Promise<T | undefined> {
  try {
    return await loading;
  } catch (error) {
    if (!(error instanceof SpecProblems)) throw error;
    return undefined;
  }
}
