import { convertWithMath } from "../units/convert.ts";
import { loadMath } from "../units/load-math.ts";
import { parseQuantity } from "../units/parse-quantity.ts";
import type { ArchSpec } from "./arch-spec.ts";
import { followExtends, makeSheet, mergedRoot, unknownReference, type Building } from "./build-sheet.ts";
import {
  findSpec,
  isSpecError,
  knownNames,
  type Library,
  type SpecDocument,
  type SpecGroup,
} from "./library.ts";
import { normalize } from "./normalize.ts";
import { knownPaths, readOverrides, unknownOverride, type Override, type Overrides } from "./override.ts";
import type { Loaded } from "./provenance.ts";
import { archPaths, buildArchSheet, chooseArch, namesOfKind, normalizeArch } from "./resolve-arch.ts";
import { startEvaluation, type Evaluation, type MathSupport, type Sheet } from "./sheet.ts";
import type { SpecError } from "./spec-error.ts";
import { SpecProblems } from "./spec-problems.ts";
import { childOf, errorInFile, type SpecNode } from "./spec-node.ts";
import type { StudySpec } from "./study-spec.ts";
import type { WorkloadSpec } from "./workload-spec.ts";
import type { SpecKind } from "./kinds.ts";

/** One line of `dse list`. */
export interface SpecEntry {
  readonly kind: SpecKind | undefined;
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly file: string;
  /** The file has errors; `check` says which. */
  readonly broken: boolean;
}

/** The specs of one run. Every method throws SpecProblems with all that is wrong, and never caches an answer. */
export interface Specs {
  /** A system with its machine and chip, by id (`bow-pod64`), alias or path; of a machine, the system of just it. */
  readonly arch: (id: string, overrides?: Overrides) => Promise<Loaded<ArchSpec>>;
  readonly workload: (id: string, overrides?: Overrides) => Promise<Loaded<WorkloadSpec>>;
  readonly study: (idOrPath: string) => Promise<Loaded<StudySpec>>;
  readonly list: () => readonly SpecEntry[];
  /** Everything wrong with these specs (ids or paths; default: all of them). */
  readonly check: (ids?: readonly string[]) => Promise<readonly SpecError[]>;
}

/** The words an override path may begin with: those of an arch spec and those of a workload. */
const ARCH_ROOTS = new Set(["system", "machine", "chip"]);
const WORKLOAD_ROOTS = new Set(["model", "task", "published"]);

export function specsOf(library: Library): Specs {
  const start = (): Building => ({ library, documents: new Set(), errors: [] });
  return {
    arch: (id, overrides = {}) => loadArch(id, readOverrides(overrides), start()),
    workload: (id, overrides = {}) => loadWorkload(id, readOverrides(overrides), start()),
    study: (id) => loadStudy(id, start()),
    list: () => library.files.map(library.read).map(entryOf).sort(byKindAndId),
    check: (ids) => checkSpecs(library, ids),
  };
}

function entryOf({ kind, id, name, aliases, source, errors }: SpecDocument): SpecEntry {
  return { kind, id, name, aliases, file: source.file, broken: errors.length > 0 };
}

function byKindAndId(a: SpecEntry, b: SpecEntry): number {
  const key = ({ kind, id }: SpecEntry): string => `${kind ?? "~"} ${id}`;
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
}

/** Throws what was found wrong, each error once. */
function assertNoErrors(errors: readonly SpecError[]): void {
  const unique = new Map(errors.map((error) => [JSON.stringify(error), error]));
  if (unique.size > 0) throw new SpecProblems([...unique.values()]);
}

function inputsOf(building: Building): Loaded<unknown>["inputs"] {
  return [...building.documents].map(({ source, sha256 }) => ({ file: source.file, sha256 }));
}

async function loadArch(
  id: string,
  overrides: readonly Override[],
  building: Building,
): Promise<Loaded<ArchSpec>> {
  const asked = chooseArch({ id, path: [] }, building);
  const choice = asked && systemOf(asked, building);
  if (choice === undefined) return fail(building, id);
  const used = overrides.filter(({ path }) => !WORKLOAD_ROOTS.has(path[0] ?? ""));
  const sheet = buildArchSheet(choice.document, { overrides: used, parameters: choice.parameters }, building);
  if (sheet === undefined) return fail(building, id);
  const stray = used.filter(({ path }) => !ARCH_ROOTS.has(path[0] ?? ""));
  building.errors.push(...stray.map((override) => unknownOverride(override, archPaths(sheet))));
  const evaluation = await evaluationFor(building, used);
  const { spec, provenance } = normalizeArch("system", sheet, evaluation);
  assertNoErrors([...building.errors, ...evaluation.errors]);
  const { chip, machine, system } = spec as ArchSpec;
  const named = { ...system, ...nameWithParameters(system, sheet, choice.document.id) };
  return { spec: { chip, machine, system: named }, provenance, inputs: inputsOf(building) };
}

/** `bow-pod` with pod 64 is `bow-pod64`; at its default it keeps its id. Its name may say `{pod}`. */
function nameWithParameters(
  system: ArchSpec["system"],
  sheet: Sheet,
  id: string,
): { readonly id: string; readonly name: string } {
  let name = system.name;
  let given = id;
  for (const [parameter, value] of Object.entries(sheet.parameters)) {
    const differs = system.parameters[parameter]?.default !== value;
    if (differs && id.endsWith(parameter)) given = `${id}${value}`;
    if (differs && !name.includes(`{${parameter}}`)) name = `${name}${value}`;
    name = name.replaceAll(`{${parameter}}`, String(value));
  }
  return { id: given, name };
}

/** A machine by itself is the smallest system of it; a chip by itself is none, for it lacks all around it. */
function systemOf(
  choice: { document: SpecDocument; parameters: Readonly<Record<string, number>> },
  building: Building,
): { document: SpecDocument; parameters: Readonly<Record<string, number>> } | undefined {
  const { document } = choice;
  if (document.kind !== "machine" && document.kind !== "chip") return choice;
  const { library, errors } = building;
  const systems = library.files.map(library.read).filter(({ kind }) => kind === "system");
  const using = systems.filter(({ root }) => {
    const machine = childOf(root, "machine");
    return machine?.kind === "scalar" && machine.value === document.id;
  });
  const [system] = using;
  if (document.kind === "machine" && system !== undefined && using.length === 1) {
    const [name, least] = smallestParameter(system) ?? [];
    const parameters: Record<string, number> =
      name === undefined || least === undefined ? {} : { [name]: least };
    return { document: system, parameters };
  }
  const known =
    document.kind === "machine" && using.length > 0
      ? using.map(({ id }) => id)
      : namesOfKind(building, "system");
  const expected = `the id of a system (${known.join(", ")})`;
  errors.push(errorInFile(document.id, `"${document.id}", which is a ${document.kind}`, expected));
  return undefined;
}

function smallestParameter({ root }: SpecDocument): readonly [string, number] | undefined {
  const parameters = childOf(root, "parameters");
  const [name] = parameters?.kind === "map" ? [...parameters.entries.keys()] : [];
  const min = name === undefined ? undefined : childOf(childOf(parameters, name), "min");
  if (name === undefined || min?.kind !== "scalar" || typeof min.value !== "number") return undefined;
  return [name, min.value];
}

/** Finds a workload or study by id; errors are recorded. */
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

async function loadWorkload(
  id: string,
  overrides: readonly Override[],
  building: Building,
): Promise<Loaded<WorkloadSpec>> {
  const document = chooseSpec(id, "workload", building);
  const used = overrides.filter(({ path }) => !ARCH_ROOTS.has(path[0] ?? ""));
  const sheet = document && flatSheet(document, used, building);
  if (sheet === undefined) return fail(building, id);
  const evaluation = await evaluationFor(building, used);
  const { spec, provenance } = normalize(sheet, evaluation);
  assertNoErrors([...building.errors, ...evaluation.errors]);
  return { spec: spec as WorkloadSpec, provenance, inputs: inputsOf(building) };
}

/** A spec without parts: a workload or a study. */
function flatSheet(
  document: SpecDocument,
  overrides: readonly Override[],
  building: Building,
): Sheet | undefined {
  const chain = followExtends(document, building);
  const root = chain && mergedRoot(chain);
  if (chain === undefined || root === undefined) return undefined;
  const base = chain[1] && flatSheet(chain[1], [], building);
  return makeSheet(
    chain,
    root,
    { overrides, prefix: "", references: {}, parameters: {}, base },
    building.errors,
  );
}

async function loadStudy(id: string, building: Building): Promise<Loaded<StudySpec>> {
  const document = chooseSpec(id, "study", building);
  const sheet = document && flatSheet(document, [], building);
  if (sheet === undefined) return fail(building, id);
  const evaluation = await evaluationFor(building, []);
  const { spec, provenance } = normalize(sheet, evaluation);
  checkReferences(sheet, building);
  assertNoErrors([...building.errors, ...evaluation.errors]);
  return { spec: spec as StudySpec, provenance, inputs: inputsOf(building) };
}

/** Systems and workloads of a study must exist; each unknown one is pointed at. */
function checkReferences(sheet: Sheet, building: Building): void {
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
  for (const key of ["systems", "baseline"]) each(key, (reference) => void chooseArch(reference, aside));
  each("workloads", (reference) => {
    const found = findSpec(building.library, reference, "workload");
    if (isSpecError(found)) building.errors.push(found);
    else if (found === undefined)
      building.errors.push(
        unknownReference(reference, "the id of a workload", knownNames(building.library, "workload")),
      );
  });
}

function fail(building: Building, id: string): never {
  assertNoErrors(building.errors);
  throw new Error(`spec "${id}" could not be built, and no error says why`);
}

/** mathjs is imported only where a formula or an unusual unit asks for it. */
async function evaluationFor(building: Building, overrides: readonly Override[]): Promise<Evaluation> {
  const texts = overrides.map(({ written }) => String(written));
  const needed =
    texts.some(needsMath) ||
    [...building.documents].some(({ root }) => root !== undefined && nodeNeedsMath(root));
  return startEvaluation(needed ? await mathSupport() : undefined);
}

async function mathSupport(): Promise<MathSupport> {
  const math = await loadMath();
  return {
    parse: math.parse,
    convert: (text, dimension) => convertWithMath(math, text, dimension),
  };
}

function needsMath(text: string): boolean {
  if (text.trimStart().startsWith("=")) return true;
  if (!/^\s*[-+$]?[\d.]/.test(text)) return false;
  const parsed = parseQuantity(text, "count");
  return !parsed.ok && parsed.unknownUnit !== undefined;
}

/** Keys whose texts are prose. */
const PROSE = new Set(["source", "notes", "name", "id", "aliases", "question", "says", "quote", "because"]);

function nodeNeedsMath(node: SpecNode): boolean {
  if (node.kind === "scalar") return typeof node.value === "string" && needsMath(node.value);
  if (node.kind === "list") return node.items.some(nodeNeedsMath);
  return [...node.entries].some(([key, entry]) => !PROSE.has(key) && nodeNeedsMath(entry.node));
}

/** Loads each spec by itself, as its kind, and collects what is wrong. */
async function checkSpecs(library: Library, ids?: readonly string[]): Promise<readonly SpecError[]> {
  const errors: SpecError[] = [];
  const groups: readonly SpecGroup[] = ["arch", "workload", "study"];
  const building: Building = { library, documents: new Set(), errors };
  const documents =
    ids === undefined
      ? library.files.map(library.read)
      : ids.map((id) =>
          groups.map((group) => findSpec(library, { id, path: [] }, group)).find((one) => one !== undefined),
        );
  for (const [index, document] of documents.entries()) {
    if (document === undefined) {
      const names = groups.flatMap((group) => knownNames(library, group));
      errors.push(unknownReference({ id: ids?.[index] ?? "", path: [] }, "the id of a spec", names));
    } else if (isSpecError(document)) errors.push(document);
    else errors.push(...(await checkOne(document, building)));
  }
  const unique = new Map(errors.map((error) => [JSON.stringify(error), error]));
  return [...unique.values()];
}

async function checkOne(document: SpecDocument, { library }: Building): Promise<readonly SpecError[]> {
  const building: Building = { library, documents: new Set(), errors: [] };
  const arch = document.kind === "chip" || document.kind === "machine" || document.kind === "system";
  const sheet = arch
    ? buildArchSheet(document, { overrides: [], parameters: {} }, building)
    : flatSheet(document, [], building);
  if (sheet === undefined) return building.errors;
  const evaluation = await evaluationFor(building, []);
  if (arch) normalizeArch(document.kind, sheet, evaluation);
  else normalize(sheet, evaluation);
  if (document.kind === "study") checkReferences(sheet, building);
  return [...building.errors, ...evaluation.errors];
}
