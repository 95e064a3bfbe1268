import { followExtends, makeSheet, mergedRoot, unknownReference, type Building } from "./yaml/build-sheet.ts";
import { evaluationFor } from "./formula/evaluation-for.ts";
import { findSpec, isSpecError, knownNames, type SpecDocument, type SpecGroup } from "./library.ts";
import { normalize } from "./normalize.ts";
import { ARCH_ROOTS, type Override } from "./override.ts";
import type { Loaded, TextPlace } from "./yaml/provenance.ts";
import { chooseArch } from "./resolve-arch.ts";
import type { Sheet } from "./yaml/sheet.ts";
import { assertNoErrors } from "./yaml/spec-error.ts";
import { childOf, errorAt, errorInFile, type SpecNode } from "./yaml/spec-node.ts";
import type { ProcessSpec } from "./kinds/process-spec.ts";
import type { SoftwareSpec } from "./kinds/software-spec.ts";
import type { StudySpec } from "./kinds/study-spec.ts";
import type { WorkloadSpec } from "./kinds/workload-spec.ts";

/** Every file that was read, bases and parts included. */
export function inputsOf(building: Building): Loaded<unknown>["inputs"] {
  return [...building.documents].map(({ source, sha256 }) => ({ file: source.file, sha256 }));
}

/** Finds a process, software profile, workload or study by id; errors are recorded. */
function chooseSpec(id: string, group: SpecGroup, building: Building): SpecDocument | undefined {
  const reference = { id, path: [] };
  const found = findSpec(building.library, reference, group);
  if (isSpecError(found)) building.errors.push(found);
  else if (found === undefined)
    building.errors.push(
      unknownReference(reference, `the id of a ${group}`, knownNames(building.library, group)),
    );
  else if (found.kind !== group && found.errors.length === 0)
    building.errors.push(errorInFile(id, `"${id}", which is a ${found.kind}`, `the id of a ${group}`));
  else return found;
  return undefined;
}

/** A workload as numbers. */
export async function loadWorkload(
  id: string,
  overrides: readonly Override[],
  building: Building,
): Promise<Loaded<WorkloadSpec>> {
  const used = overrides.filter(({ path }) => !ARCH_ROOTS.has(path[0] ?? ""));
  const sheet = stateWorkload(id, used, building);
  const evaluation = await evaluationFor(building, used);
  const { spec, provenance } = normalize(sheet, evaluation);
  assertNoErrors([...building.errors, ...evaluation.errors]);
  return { spec: spec as WorkloadSpec, provenance, inputs: inputsOf(building) };
}

/** Finds and builds a workload, not yet evaluated; throws where there is none. */
export function stateWorkload(id: string, overrides: readonly Override[], building: Building): Sheet {
  const document = chooseSpec(id, "workload", building);
  return (document && flatSheet(document, overrides, building)) ?? failToBuild(building, id);
}

/** A silicon process as numbers. */
export const loadProcess = (id: string, building: Building): Promise<Loaded<ProcessSpec>> =>
  loadStanding<ProcessSpec>(id, "process", building);

/** A software profile as numbers. */
export const loadSoftware = (id: string, building: Building): Promise<Loaded<SoftwareSpec>> =>
  loadStanding<SoftwareSpec>(id, "software", building);

/** A spec that nothing is set in. */
async function loadStanding<T>(id: string, group: SpecGroup, building: Building): Promise<Loaded<T>> {
  const document = chooseSpec(id, group, building);
  const sheet = document && flatSheet(document, [], building);
  if (sheet === undefined) return failToBuild(building, id);
  const evaluation = await evaluationFor(building, []);
  const { spec, provenance } = normalize(sheet, evaluation);
  assertNoErrors([...building.errors, ...evaluation.errors]);
  return { spec: spec as T, provenance, inputs: inputsOf(building) };
}

/** A spec without parts: a process, a software profile, a workload or a study. */
export function flatSheet(
  document: SpecDocument,
  overrides: readonly Override[],
  building: Building,
  prefix = "",
): Sheet | undefined {
  const chain = followExtends(document, building);
  const root = chain && mergedRoot(chain);
  if (chain === undefined || root === undefined) return undefined;
  const base = chain[1] && flatSheet(chain[1], [], building);
  return makeSheet(chain, root, { overrides, prefix, references: {}, parameters: {}, base }, building.errors);
}

/** A study; the systems and workloads it names must exist. */
export async function loadStudy(id: string, building: Building): Promise<Loaded<StudySpec>> {
  const document = chooseSpec(id, "study", building);
  const sheet = document && flatSheet(document, [], building);
  if (sheet === undefined) return failToBuild(building, id);
  const evaluation = await evaluationFor(building, []);
  const { spec, provenance } = normalize(sheet, evaluation);
  checkReferences(sheet, building);
  assertNoErrors([...building.errors, ...evaluation.errors]);
  const placeOf = (path: string): TextPlace | undefined => textPlace(sheet.root, path);
  return { spec: spec as StudySpec, provenance, inputs: inputsOf(building), placeOf };
}

/** Where the value at a dotted path is written. */
function textPlace(root: SpecNode, path: string): TextPlace | undefined {
  const node = nodeAlong(root, path.split("."));
  if (node === undefined) return undefined;
  const { file, line = 1, column = 1, sourceLine = "" } = errorAt(node.place, { path: [], message: "" });
  return { file, line, column, sourceLine };
}

/** The node at a dotted path, in which a key may have dots of its own: `space.axes.chip.clock`. */
function nodeAlong(node: SpecNode, words: readonly string[]): SpecNode | undefined {
  if (words.length === 0) return node;
  for (let length = 1; length <= words.length; length++) {
    const child = childOf(node, words.slice(0, length).join("."));
    const found = child && nodeAlong(child, words.slice(length));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Systems and workloads of a study must exist; each unknown one is pointed at. */
export function checkReferences(sheet: Sheet, building: Building): void {
  const aside = { ...building, documents: new Set<SpecDocument>() };
  const each = (
    key: string,
    check: (reference: { id: string; place: SpecNode["place"]; path: string[] }) => void,
  ) => {
    const node = childOf(sheet.root, key);
    const items = node?.kind === "list" ? node.items : node === undefined ? [] : [node];
    items.forEach((item, index) => {
      const path = node?.kind === "list" ? [key, String(index)] : [key];
      if (item.kind === "scalar" && typeof item.value === "string")
        check({ id: item.value, place: item.place, path });
    });
  };
  const variants = childOf(sheet.root, "variants");
  const own = variants?.kind === "map" ? [...variants.entries] : [];
  const isOwn = ({ id }: { id: string }): boolean => own.some(([variant]) => variant === id);
  for (const key of ["systems", "baseline"])
    each(key, (reference) => void (isOwn(reference) || chooseArch(reference, aside)));
  for (const [id, { node }] of own) {
    const of = childOf(node, "of");
    if (of?.kind === "scalar" && typeof of.value === "string")
      chooseArch({ id: of.value, place: of.place, path: ["variants", id, "of"] }, aside);
  }
  each("workloads", (reference) => {
    const found = findSpec(building.library, reference, "workload");
    if (isSpecError(found)) building.errors.push(found);
    else if (found === undefined)
      building.errors.push(
        unknownReference(reference, "the id of a workload", knownNames(building.library, "workload")),
      );
  });
}

/** Throws the errors for which something could not be built. */
export function failToBuild(building: Building, id: string): never {
  assertNoErrors(building.errors);
  throw new Error(`spec "${id}" could not be built, and no error says why`);
}
