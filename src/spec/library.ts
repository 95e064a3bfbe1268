import { textErrors } from "./yaml/text-errors.ts";
import { memoriesById } from "./yaml/lists-by-id.ts";
import { isSpecKind, SPEC_KINDS, type SpecKind } from "./kinds/kinds.ts";
import type { SpecError } from "./yaml/spec-error.ts";
import {
  childOf,
  errorAt,
  errorInFile,
  plainValue,
  suggest,
  textAt,
  type MapNode,
  type Place,
  type SourceText,
} from "./yaml/spec-node.ts";

/** Which folder a spec belongs to, by its file name: a study can never be asked for as a system. */
export type SpecGroup = "arch" | "process" | "software" | "workload" | "study";

export const SPEC_GROUPS: readonly SpecGroup[] = ["arch", "process", "software", "workload", "study"];

/** A spec file that was found, before it is read. */
export interface SpecFile {
  /** Where to read it. */
  readonly path: string;
  /** What messages and results call it. */
  readonly file: string;
  readonly group: SpecGroup | undefined;
  /** Id that the file name promises; undefined for a file that was named by its path. */
  readonly promisedId: string | undefined;
}

/** A spec file that was read: its tree, and what its head says. */
export interface SpecDocument {
  readonly source: SourceText;
  readonly sha256: string;
  readonly root: MapNode | undefined;
  readonly kind: SpecKind | undefined;
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly errors: readonly SpecError[];
  /** What it was made of said and a spec cannot say; none of a file that is a spec. */
  readonly notes: readonly string[];
  /** What it says can be looked at, whatever is wrong with its names and texts. */
  readonly readable: boolean;
}

/** All specs of one run, by id, alias and path. */
export interface Library {
  readonly files: readonly SpecFile[];
  readonly read: (file: SpecFile) => SpecDocument;
  /** A file that was asked for by its path. */
  readonly fileAt: (path: string) => SpecFile;
}

/** Reads the head of a parsed file: kind and id must be known before anything else can be said about it. */
export function readHead(
  file: SpecFile,
  parsed: { source: SourceText; root?: MapNode; errors: readonly SpecError[] },
  sha256: string,
): SpecDocument {
  const { source } = parsed;
  const kind = textAt(parsed.root, "kind");
  const { root, errors: listErrors } =
    parsed.root !== undefined && (kind === "chip" || kind === "machine")
      ? memoriesById(parsed.root)
      : { root: parsed.root, errors: [] };
  const id = textAt(root, "id") ?? file.promisedId ?? "";
  const ofKind = root === undefined ? [] : kindErrors(root, file.group);
  const ofNames = root === undefined ? [] : [...idErrors(root, id, file), ...textErrors(root)];
  const aliases = childOf(root, "aliases");
  const names = aliases === undefined ? [] : plainValue(aliases);
  return {
    source,
    sha256,
    root,
    kind: isSpecKind(kind) ? kind : undefined,
    id,
    name: textAt(root, "name") ?? id,
    aliases: Array.isArray(names) ? names.map(String) : [],
    errors: [...parsed.errors, ...ofKind, ...ofNames, ...listErrors],
    notes: [],
    readable: root !== undefined && parsed.errors.length + ofKind.length === 0,
  };
}

const KINDS_OF: Readonly<Record<SpecGroup, readonly SpecKind[]>> = {
  arch: ["chip", "machine", "system"],
  process: ["process"],
  software: ["software"],
  workload: ["workload"],
  study: ["study"],
};

function kindErrors(root: MapNode, group: SpecGroup | undefined): SpecError[] {
  const allowed = group === undefined ? SPEC_KINDS : KINDS_OF[group];
  const expected =
    allowed.length === 1 ? `"${allowed[0]}"` : `${allowed.slice(0, -1).join(", ")} or ${allowed.at(-1)}`;
  const node = childOf(root, "kind");
  if (node === undefined) {
    const place = { ...root.place, end: root.place.start + 1 };
    return [errorAt(place, { path: [], message: `missing key "kind" (${expected})` })];
  }
  const kind = textAt(root, "kind");
  if (kind !== undefined && (allowed as readonly string[]).includes(kind)) return [];
  const message = kind === undefined ? "no text" : `"${kind}"`;
  return [errorAt(node.place, { path: ["kind"], expected, message, ...suggest(kind ?? "", allowed) })];
}

function idErrors(root: MapNode, id: string, { promisedId }: SpecFile): SpecError[] {
  const node = childOf(root, "id");
  if (node === undefined || promisedId === undefined || id === promisedId) return [];
  const expected = `"${promisedId}" as the file name says`;
  return [errorAt(node.place, { path: ["id"], expected, message: `"${id}"` })];
}

/** Where a reference stands, so that an error about it can point there; an id from outside has no place. */
export interface Reference {
  readonly id: string;
  readonly place?: Place | undefined;
  readonly path: readonly string[];
}

/** An error about a reference: at its place, or named by the id itself. */
export function referenceError(
  reference: Reference,
  { expected, message, suggestion }: { expected: string; message: string; suggestion?: string | undefined },
): SpecError {
  const { place, path, id } = reference;
  if (place !== undefined) return errorAt(place, { path, expected, message, suggestion });
  return errorInFile(id, message, expected, suggestion);
}

/** The spec a reference means: by path, by id (the file name says it), or by alias, in any letter case. */
export function findSpec(
  library: Library,
  reference: Reference,
  group: SpecGroup,
): SpecDocument | undefined | SpecError {
  return findById(library, reference, group) ?? findByAlias(library, reference, group);
}

function filesOf(library: Library, group: SpecGroup): readonly SpecFile[] {
  return library.files.filter((file) => file.group === group || file.group === undefined);
}

/** By path or id alone: of a folder, only the file whose name promises the id is read. */
export function findById(
  library: Library,
  { id }: Reference,
  group: SpecGroup,
): SpecDocument | undefined | SpecError {
  if (isPath(id)) return library.read(library.fileAt(id));
  const wanted = id.toLowerCase();
  const files = filesOf(library, group);
  const promised = files.filter(({ promisedId }) => promisedId === wanted);
  const given = files.filter((file) => file.promisedId === undefined && library.read(file).id === wanted);
  const [first, second] = [...promised, ...given];
  if (first !== undefined && second !== undefined) return duplicateError(library, first, second);
  return first && library.read(first);
}

function findByAlias(library: Library, { id }: Reference, group: SpecGroup): SpecDocument | undefined {
  const wanted = id.toLowerCase();
  return filesOf(library, group)
    .map(library.read)
    .find((document) => hasAlias(document, wanted));
}

export function isPath(id: string): boolean {
  return /[/\\]|\.(ya?ml|json)$/.test(id);
}

/** Aliases that are another spec's id or alias: asking for one would be a matter of file order. */
export function aliasErrors(library: Library, group: SpecGroup): readonly SpecError[] {
  const documents = library.files.filter((file) => file.group === group).map(library.read);
  const owners = new Map(documents.map((document) => [document.id.toLowerCase(), document]));
  return documents.flatMap((document) =>
    document.aliases.flatMap((alias, index) => {
      const owner = owners.get(alias.toLowerCase());
      const node = childOf(childOf(document.root, "aliases"), index);
      owners.set(alias.toLowerCase(), owner ?? document);
      if (owner === undefined || owner === document || node === undefined) return [];
      const message = `"${alias}", which ${owner.source.file} has too`;
      return [errorAt(node.place, { path: ["aliases", index], expected: "a name of its own", message })];
    }),
  );
}

export function isSpecError(found: object | undefined): found is SpecError {
  return found !== undefined && "message" in found;
}

function hasAlias({ aliases }: SpecDocument, wanted: string): boolean {
  return aliases.some((alias) => alias.toLowerCase() === wanted);
}

function duplicateError(library: Library, first: SpecFile, second: SpecFile): SpecError {
  const { root, id, source } = library.read(second);
  const node = childOf(root, "id");
  const other = first.file === second.file ? `the shipped ${first.file}` : first.file;
  const text = {
    path: ["id"],
    expected: "an id of its own",
    message: `"${id}", which ${other} has too`,
  };
  return node === undefined
    ? errorInFile(source.file, text.message, text.expected)
    : errorAt(node.place, text);
}

/** Ids and aliases of a group, for "did you mean". */
export function knownNames(library: Library, group: SpecGroup): readonly string[] {
  return library.files
    .filter((file) => file.group === group || file.group === undefined)
    .map(library.read)
    .flatMap(({ id, aliases }) => [id, ...aliases]);
}
