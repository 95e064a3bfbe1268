import type { ArchSpec } from "./kinds/arch-spec.ts";
import {
  followExtends,
  makeSheet,
  mergedRoot,
  unknownReference,
  type Building,
  type Chain,
} from "./yaml/build-sheet.ts";
import type { SpecKind } from "./kinds/kinds.ts";
import {
  findById,
  findSpec,
  isSpecError,
  knownNames,
  referenceError,
  type Library,
  type Reference,
  type SpecDocument,
} from "./library.ts";
import { normalizeSoftware, softwareSheets } from "./chip-software.ts";
import { normalize, ruleErrors } from "./normalize.ts";
import { archProblems } from "./rules/arch-rules.ts";
import { knownPaths, type Override } from "./override.ts";
import { checkParameter, parameterEnds, parameterNames } from "./parameters.ts";
import type { SpecError } from "./yaml/spec-error.ts";
import type { Provenance } from "./yaml/provenance.ts";
import type { Evaluation, Sheet } from "./yaml/sheet.ts";
import { childOf, errorAt, textAt, type MapNode } from "./yaml/spec-node.ts";

export type ArchKind = "system" | "machine" | "chip";

export function isArchKind(kind: SpecKind | undefined): kind is ArchKind {
  return kind === "system" || kind === "machine" || kind === "chip";
}

/** What each kind of arch spec is made of. */
const PART_OF: Readonly<Record<ArchKind, "machine" | "chip" | undefined>> = {
  system: "machine",
  machine: "chip",
  chip: undefined,
};

/** A system id with the numbers that were written into it: `bow-pod64` is `bow-pod` with `pod` 64. */
export interface ArchChoice {
  readonly document: SpecDocument;
  readonly parameters: Readonly<Record<string, number>>;
}

/** Finds the spec that an id means, also with a parameter written into it. Errors are recorded. */
export function chooseArch(reference: Reference, building: Building): ArchChoice | undefined {
  const { library, errors } = building;
  const found =
    findById(library, reference, "arch") ??
    sizedSystem(reference, building) ??
    findSpec(library, reference, "arch");
  if (found === undefined) {
    const known = knownNames(library, "arch");
    errors.push(
      unknownReference(reference, "the id of a system", [
        ...sizedNames(reference, known, building),
        ...known,
      ]),
    );
    return undefined;
  }
  if (isSpecError(found)) {
    errors.push(found);
    return undefined;
  }
  return "document" in found ? found : { document: found, parameters: {} };
}

/** What a misspelt `a100-gpu64` may mean: families that take this size. */
function sizedNames(reference: Reference, known: readonly string[], building: Building): readonly string[] {
  const [size] = /\d+$/.exec(reference.id) ?? [];
  if (size === undefined) return [];
  return known
    .map((name) => `${name}${size}`)
    .filter((id) => {
      const sized = sizedSystem({ ...reference, id }, building);
      return sized !== undefined && "document" in sized;
    });
}

/** `bow-pod64`: a system spec whose last word is one of its parameters, and a number for it. */
function sizedSystem(reference: Reference, building: Building): ArchChoice | SpecError | undefined {
  const [, stem = "", digits = ""] = /^(.*?[^\d])(\d+)$/.exec(reference.id) ?? [];
  if (stem === "") return undefined;
  const family = findSpec(building.library, { ...reference, id: stem }, "arch");
  if (family === undefined || isSpecError(family) || family.kind !== "system" || family.root === undefined)
    return undefined;
  const root = inheritedRoot(family, building) ?? family.root;
  const name = /[^-]+$/.exec(family.id)?.[0] ?? "";
  if (!parameterNames(root).includes(name)) return undefined;
  const problem = checkParameter(root, name, Number(digits));
  if (problem === undefined) return { document: family, parameters: { [name]: Number(digits) } };
  const { expected = "", message, suggestion } = problem;
  const meant = suggestion === undefined ? undefined : `${stem}${suggestion}`;
  return referenceError(reference, { expected: `${expected} for "${name}"`, message, suggestion: meant });
}

function inheritedRoot(document: SpecDocument, building: Building): MapNode | undefined {
  const aside: Building = { library: building.library, documents: new Set(), errors: [] };
  const chain = followExtends(document, aside);
  return chain && mergedRoot(chain);
}

/** Parameters at which a system is checked: its defaults, and each of them at its ends. */
export function sizesOf(
  document: SpecDocument,
  building: Building,
): readonly Readonly<Record<string, number>>[] {
  const root = document.root && (inheritedRoot(document, building) ?? document.root);
  if (root === undefined || document.kind !== "system") return [{}];
  const ends = parameterNames(root).flatMap((name) =>
    parameterEnds(root, name)
      .filter((value) => checkParameter(root, name, value) === undefined)
      .map((value) => ({ [name]: value })),
  );
  return [{}, ...ends];
}

interface BuildOptions {
  readonly overrides: readonly Override[];
  readonly parameters: Readonly<Record<string, number>>;
}

/**
 * The sheet of a system, machine or chip, with those of its parts as references. Overrides of a part are put in
 * there, so that formulas of the whole see them.
 */
export function buildArchSheet(
  document: SpecDocument,
  options: BuildOptions,
  building: Building,
): Sheet | undefined {
  const chain = followExtends(document, building);
  const root = chain && mergedRoot(chain);
  if (chain === undefined || root === undefined) return undefined;
  const kind = document.kind as ArchKind;
  const own = options.overrides.filter((override) => override.path[0] === kind);
  const renamed = own.find(({ path }) => path[1] === PART_OF[kind] && path.length === 2);
  const references = partSheets(kind, root, { ...options, renamed }, building);
  if (references === undefined) return undefined;
  const base = baseSheet(chain, building);
  const names = parameterNames(root);
  const set = own.filter(({ path }) => path.length === 2 && names.includes(path[1] ?? ""));
  const parameters = { ...options.parameters, ...parametersSet(set, root, building) };
  const overrides = own.filter((override) => !set.includes(override));
  const sheet = makeSheet(
    chain,
    root,
    { overrides, prefix: kind, references, parameters, base },
    building.errors,
  );
  const asDeclared = options.overrides.length === 0 && Object.keys(options.parameters).length === 0;
  return asDeclared ? sheet : { ...sheet, declared: declaredSheet(document, building) };
}

/** The spec as its files say it, built when it is first asked for. */
function declaredSheet(document: SpecDocument, building: Building): () => Sheet | undefined {
  let known: { readonly sheet: Sheet | undefined } | undefined;
  return () => (known ??= { sheet: sheetAsFiled(document, building) }).sheet;
}

interface FiledSheet {
  readonly sheet: Sheet;
  /** All files that were read for it. */
  readonly documents: ReadonlySet<SpecDocument>;
}

/** Specs as their files say them are the same in every load of a library: each is built once, where nothing is wrong. */
const filedSheets = new WeakMap<Library, Map<SpecDocument, FiledSheet>>();

function sheetAsFiled(document: SpecDocument, building: Building): Sheet | undefined {
  const { library, documents, errors } = building;
  const known = filedSheets.get(library) ?? new Map<SpecDocument, FiledSheet>();
  filedSheets.set(library, known);
  const before = known.get(document);
  for (const read of before?.documents ?? []) documents.add(read);
  if (before !== undefined) return before.sheet;
  const plain = { overrides: [], parameters: {} };
  const already = errors.length;
  const sheet = buildArchSheet(document, plain, building);
  if (sheet === undefined || errors.length > already) return sheet;
  const alone: Building = { library, documents: new Set(), errors: [] };
  const again = buildArchSheet(document, plain, alone);
  if (again !== undefined && alone.errors.length === 0)
    known.set(document, { sheet, documents: alone.documents });
  return sheet;
}

/** Parameters given as overrides, such as `system.pod=16`. */
function parametersSet(
  set: readonly Override[],
  root: MapNode,
  { errors }: Building,
): Record<string, number> {
  const values: Record<string, number> = {};
  for (const { path, written, place } of set) {
    const name = path[1] ?? "";
    const value = Number(written);
    const problem = Number.isInteger(value)
      ? checkParameter(root, name, value)
      : { expected: "a whole number", message: String(written) };
    if (problem === undefined) values[name] = value;
    else errors.push(errorAt(place, { path, ...problem }));
  }
  return values;
}

/** The base of a spec by itself, without overrides: what `base.` means in its formulas. */
function baseSheet(chain: Chain, building: Building): Sheet | undefined {
  const base = chain[1];
  return base === undefined ? undefined : sheetAsFiled(base, building);
}

function partSheets(
  kind: ArchKind,
  root: MapNode,
  options: BuildOptions & { readonly renamed: Override | undefined },
  building: Building,
): Sheet["references"] | undefined {
  const part = PART_OF[kind];
  if (part === undefined) return softwareSheets(root, options.overrides, building);
  const node = childOf(root, part);
  const renamed = options.renamed;
  const id = renamed === undefined ? textAt(root, part) : String(renamed.written);
  if (node === undefined || id === undefined) return {};
  const reference: Reference = { id, place: renamed?.place ?? node.place, path: [part] };
  const found = findSpec(building.library, reference, "arch");
  if (isSpecError(found)) {
    building.errors.push(found);
    return undefined;
  }
  if (found === undefined || (found.kind !== part && found.errors.length === 0)) {
    building.errors.push(
      unknownReference(reference, `the id of a ${part} spec`, namesOfKind(building, part)),
    );
    return undefined;
  }
  const sheet = buildArchSheet(found, { overrides: options.overrides, parameters: {} }, building);
  return sheet === undefined ? undefined : { ...sheet.references, [part]: sheet };
}

export function namesOfKind({ library }: Building, kind: SpecKind): readonly string[] {
  return library.files
    .map(library.read)
    .filter((document) => document.kind === kind)
    .flatMap(({ id, aliases }) => [id, ...aliases]);
}

/** Normalizes a sheet and its parts: software and chip first, so that provenance reads from the inside out. */
export function normalizeArch(
  kind: ArchKind,
  sheet: Sheet,
  evaluation: Evaluation,
): { spec: Partial<ArchSpec>; provenance: readonly Provenance[] } {
  const parts = [
    ["chip", kind === "chip" ? sheet : sheet.references["chip"]],
    ["machine", kind === "machine" ? sheet : sheet.references["machine"]],
    ["system", kind === "system" ? sheet : undefined],
  ] as const;
  const software = normalizeSoftware(sheet, evaluation);
  const spec: Partial<ArchSpec> = software.spec === undefined ? {} : { software: software.spec };
  const seen: Record<string, unknown> = {};
  const provenance: Provenance[] = [...software.provenance];
  for (const [name, part] of parts) {
    if (part === undefined) continue;
    const normalized = normalize(part, evaluation, [name]);
    provenance.push(...normalized.provenance);
    seen[name] = normalized.seen;
    if (normalized.spec !== undefined) Object.assign(spec, { [name]: normalized.spec });
  }
  for (const [name, part] of parts)
    if (part !== undefined) evaluation.errors.push(...ruleErrors(archProblems(seen, name), part.root));
  return { spec, provenance };
}

/** Every path an override of this system may name. */
export function archPaths(sheet: Sheet): readonly string[] {
  const parameters = Object.keys(sheet.parameters).map((name) => `system.${name}`);
  const references = Object.entries(sheet.references);
  const parts = [["system", sheet] as const, ...references];
  return [...parameters, ...parts.flatMap(([name, part]) => knownPaths(part.schema, part.root, name))];
}
