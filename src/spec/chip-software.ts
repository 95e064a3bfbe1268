import { SOFTWARE_TASKS, type SoftwareSpec, type SoftwareTask } from "./kinds/software-spec.ts";
import { findSpec, isSpecError, knownNames, type Reference } from "./library.ts";
import { normalize } from "./normalize.ts";
import type { Override } from "./override.ts";
import { followExtends, makeSheet, mergedRoot, unknownReference, type Building } from "./yaml/build-sheet.ts";
import type { Provenance } from "./yaml/provenance.ts";
import type { Evaluation, Sheet } from "./yaml/sheet.ts";
import { childOf, textAt, type MapNode } from "./yaml/spec-node.ts";

/** What the profile of a task is called among a chip's references, and in the paths of its values. */
const referenceName = (task: SoftwareTask): string => `software.${task}`;

/**
 * The sheets of the software profiles that a chip names, by `software.training` and `software.inference`. An override of
 * `chip.software.training` names another one, one of `software.training.launch` changes a value of it.
 */
export function softwareSheets(
  root: MapNode,
  overrides: readonly Override[],
  building: Building,
): Sheet["references"] {
  const named = childOf(root, "software");
  if (named === undefined) return {};
  const sheets = SOFTWARE_TASKS.flatMap((task) => {
    const renamed = overrides.find(({ path }) => path.join(".") === `chip.software.${task}`);
    const id = renamed === undefined ? textAt(named, task) : String(renamed.written);
    if (id === undefined) return [];
    const place = renamed?.place ?? childOf(named, task)?.place;
    const own = overrides.filter(({ path }) => path[0] === "software" && path[1] === task);
    const sheet = softwareSheet({ id, place, path: ["software", task] }, task, own, building);
    return sheet === undefined ? [] : [[referenceName(task), sheet] as const];
  });
  return Object.fromEntries(sheets);
}

function softwareSheet(
  reference: Reference,
  task: SoftwareTask,
  overrides: readonly Override[],
  building: Building,
): Sheet | undefined {
  const { library, errors } = building;
  const found = findSpec(library, reference, "software");
  if (isSpecError(found)) errors.push(found);
  else if (found === undefined) {
    const names = knownNames(library, "software");
    errors.push(unknownReference(reference, "the id of a software profile", names));
  } else {
    const chain = followExtends(found, building);
    const root = chain && mergedRoot(chain);
    if (chain === undefined || root === undefined) return undefined;
    const options = { prefix: referenceName(task), references: {}, parameters: {}, base: undefined };
    return makeSheet(chain, root, { ...options, overrides }, errors);
  }
  return undefined;
}

/** Overrides of a profile's values where no such profile is: on tiled chips, or of a task that there is not. */
export function strayProfiles(overrides: readonly Override[], sheet: Sheet): readonly Override[] {
  return overrides.filter(
    ({ path: [root, task] }) => root === "software" && !Object.hasOwn(sheet.references, `${root}.${task}`),
  );
}

/** The profiles as numbers, by task; undefined where the chip names none. */
export function normalizeSoftware(
  sheet: Sheet,
  evaluation: Evaluation,
): { spec: Readonly<Record<SoftwareTask, SoftwareSpec>> | undefined; provenance: readonly Provenance[] } {
  const spec: Partial<Record<SoftwareTask, SoftwareSpec>> = {};
  const provenance: Provenance[] = [];
  for (const task of SOFTWARE_TASKS) {
    const own = sheet.references[referenceName(task)];
    if (own === undefined) continue;
    const normalized = normalize(own, evaluation, ["software", task]);
    provenance.push(...normalized.provenance);
    if (normalized.spec !== undefined) spec[task] = normalized.spec as SoftwareSpec;
  }
  const isWhole = SOFTWARE_TASKS.every((task) => spec[task] !== undefined);
  return { spec: isWhole ? (spec as Record<SoftwareTask, SoftwareSpec>) : undefined, provenance };
}
