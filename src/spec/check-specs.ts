import { processesOf } from "./anchor/chip-processes.ts";
import { flatSheet, checkReferences } from "./load-flat.ts";
import { unknownReference, type Building } from "./yaml/build-sheet.ts";
import { checkProvenance } from "./yaml/check-provenance.ts";
import { evaluationFor } from "./formula/evaluation-for.ts";
import {
  aliasErrors,
  findSpec,
  isSpecError,
  knownNames,
  SPEC_GROUPS,
  type Library,
  type SpecDocument,
} from "./library.ts";
import { normalize } from "./normalize.ts";
import { buildArchSheet, chooseArch, isArchKind, normalizeArch, sizesOf } from "./resolve-arch.ts";
import { withoutRepeats, type SpecError } from "./yaml/spec-error.ts";

/** What a check of specs found. Warnings are about numbers that do not say where they are from. */
export interface Checked {
  readonly errors: readonly SpecError[];
  readonly warnings: readonly SpecError[];
}

/** Loads each spec by itself, as its kind, and collects what is wrong; without `ids`, of all there are. */
export async function checkSpecs(library: Library, ids?: readonly string[]): Promise<Checked> {
  const errors: SpecError[] = [];
  const warnings: SpecError[] = [];
  const building: Building = { library, documents: new Set(), errors };
  const documents =
    ids === undefined
      ? library.files.map(library.read)
      : ids.map((id) => documentOf(id, building)).filter((document) => document !== undefined);
  const files = new Set(documents.map(({ source }) => source.file));
  errors.push(...nameErrors(library).filter(({ file }) => files.has(file)));
  for (const document of documents) {
    const checked = await checkOne(document, library);
    errors.push(...checked.errors);
    warnings.push(...checked.warnings);
  }
  return { errors: inOrder(withoutRepeats(errors)), warnings: inOrder(withoutRepeats(warnings)) };
}

/** By file as they were met, in a file by line. */
function inOrder(errors: readonly SpecError[]): readonly SpecError[] {
  const files = [...new Set(errors.map(({ file }) => file))];
  return files.flatMap((file) =>
    errors
      .filter((error) => error.file === file)
      .sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)),
  );
}

/** Ids and aliases that two specs claim. */
function nameErrors(library: Library): readonly SpecError[] {
  return SPEC_GROUPS.flatMap((group) => {
    const ids = library.files.filter((file) => file.group === group).map((file) => library.read(file).id);
    const found = [...new Set(ids)].map((id) => findSpec(library, { id, path: [] }, group));
    return [...found.filter(isSpecError), ...aliasErrors(library, group)];
  });
}

function documentOf(id: string, building: Building): SpecDocument | undefined {
  const { library, errors } = building;
  for (const group of SPEC_GROUPS) {
    const found = findSpec(library, { id, path: [] }, group);
    if (isSpecError(found)) errors.push(found);
    if (found !== undefined) return isSpecError(found) ? undefined : found;
  }
  const aside = { ...building, errors: [] };
  const choice = chooseArch({ id, path: [] }, aside);
  if (choice !== undefined) return choice.document;
  const names = SPEC_GROUPS.flatMap((group) => knownNames(library, group));
  errors.push(unknownReference({ id, path: [] }, "the id of a spec", names));
  return undefined;
}

/** A spec by itself; a system at its default size and at both ends of what sizes it may have. */
async function checkOne(document: SpecDocument, library: Library): Promise<Checked> {
  const building: Building = { library, documents: new Set(), errors: [] };
  const { kind } = document;
  const warnings: SpecError[] = [];
  for (const parameters of isArchKind(kind) ? sizesOf(document, building) : [{}]) {
    const sheet = isArchKind(kind)
      ? buildArchSheet(document, { overrides: [], parameters }, building)
      : flatSheet(document, [], building);
    if (sheet === undefined) break;
    if (kind === "chip") processesOf(sheet, building);
    const evaluation = await evaluationFor(building, []);
    const { provenance } = isArchKind(kind)
      ? normalizeArch(kind, sheet, evaluation)
      : normalize(sheet, evaluation);
    if (kind === "study") checkReferences(sheet, building);
    else warnings.push(...checkProvenance(provenance));
    building.errors.push(...evaluation.errors);
    if (building.errors.length > 0) break;
  }
  return { errors: building.errors, warnings };
}
