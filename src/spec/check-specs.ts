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
import { buildArchSheet, chooseArch, isArchKind, normalizeArch } from "./resolve-arch.ts";
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
  const documents = ids === undefined ? allDocuments(building) : ids.map((id) => documentOf(id, building));
  for (const document of documents) {
    if (document === undefined) continue;
    const checked = await checkOne(document, library);
    errors.push(...checked.errors);
    warnings.push(...checked.warnings);
  }
  return { errors: withoutRepeats(errors), warnings: withoutRepeats(warnings) };
}

/** Every spec, after a look for ids and aliases that two of them claim. */
function allDocuments({ library, errors }: Building): readonly SpecDocument[] {
  for (const group of SPEC_GROUPS) {
    const ids = library.files.filter((file) => file.group === group).map((file) => library.read(file).id);
    const found = [...new Set(ids)].map((id) => findSpec(library, { id, path: [] }, group));
    errors.push(...found.filter(isSpecError), ...aliasErrors(library, group));
  }
  return library.files.map(library.read);
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

async function checkOne(document: SpecDocument, library: Library): Promise<Checked> {
  const building: Building = { library, documents: new Set(), errors: [] };
  const { kind } = document;
  const arch = isArchKind(kind);
  const sheet = arch
    ? buildArchSheet(document, { overrides: [], parameters: {} }, building)
    : flatSheet(document, [], building);
  if (sheet === undefined) return { errors: building.errors, warnings: [] };
  const evaluation = await evaluationFor(building, []);
  const { provenance } = arch ? normalizeArch(kind, sheet, evaluation) : normalize(sheet, evaluation);
  if (kind === "study") checkReferences(sheet, building);
  return {
    errors: [...building.errors, ...evaluation.errors],
    warnings: kind === "study" ? [] : checkProvenance(provenance),
  };
}
