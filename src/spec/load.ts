import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readHead, type Library, type SpecDocument, type SpecFile, type SpecGroup } from "./library.ts";
import { withoutTabs } from "./hugging-face/import-configuration.ts";
import { importModel, isModelConfiguration } from "./hugging-face/import-model.ts";
import { specsOf, type Specs } from "./open-specs.ts";
import { compiledSpecs } from "./compiled-specs.ts";
import { treeOf } from "./yaml/compiled-tree.ts";
import { parseDocument, type ParsedDocument } from "./yaml/parse-document.ts";
import type { SpecError } from "./yaml/spec-error.ts";
import { errorInFile, type SourceText } from "./yaml/spec-node.ts";

/** A folder of specs, and what results and messages call it (default: its path as given). */
export interface SpecFolder {
  readonly path: string;
  readonly label?: string;
}

export interface SpecSources {
  /** Searched for `*.arch.yaml`, `*.process.yaml`, `*.software.yaml`, `*.workload.yaml` and `<study>/study.yaml`. A missing folder has no specs. */
  readonly folders: readonly (string | SpecFolder)[];
  /** Single files besides, of any name. */
  readonly files?: readonly string[];
  /** Called for each file that is read, with the hash of its bytes. */
  readonly onRead?: (path: string, sha256: string) => void;
  /** Called for each configuration that is read as a workload, with what of it no workload can say, if anything. */
  readonly onNotes?: (file: string, notes: readonly string[]) => void;
}

/** More is no spec written by people; design spaces are ranges, not lists of points. */
const LARGEST_FILE_BYTES = 1_000_000;

const SUFFIXES: Readonly<Record<string, SpecGroup>> = {
  ".arch.yaml": "arch",
  ".process.yaml": "process",
  ".software.yaml": "software",
  ".workload.yaml": "workload",
};

/** This package: where it lies, and its version. */
export function shippedPackage(): { readonly folder: string; readonly version: string } {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "arch-specs"))) folder = dirname(folder);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return { folder, version };
}

/** The folders of the specs in this package. */
export function shippedFolders(): readonly SpecFolder[] {
  const { folder } = shippedPackage();
  return SHIPPED.map((name) => ({ path: join(folder, name), label: name }));
}
const SHIPPED = ["arch-specs", "workloads", "reports"];

/**
 * Finds the specs in folders and files (default: those that are shipped). A file is read when it is first asked for,
 * and parsed once; with compiled-specs.ts the only place below cli/ that touches the file system.
 */
export function openSpecs(sources: SpecSources = { folders: shippedFolders() }): Specs {
  const { folders, files = [], onRead = () => undefined, onNotes = () => undefined } = sources;
  const documents = new Map<string, SpecDocument>();
  const found = folders.flatMap((folder) => scan(typeof folder === "string" ? { path: folder } : folder));
  const byPath = new Map(found.map((file) => [resolve(file.path), file]));
  const fileAt = (named: string): SpecFile => byPath.get(resolve(studyFile(named))) ?? namedFile(named);
  const named = files.map(fileAt);
  const paths = new Set(named.map(({ path }) => path));
  const library: Library = {
    files: [...found.filter(({ path }) => !paths.has(path)), ...named],
    fileAt,
    read: (file) => {
      const known = documents.get(file.path);
      if (known !== undefined) return known;
      const document = readDocument(file);
      onRead(file.path, document.sha256);
      if (document.notes.length > 0) onNotes(file.file, document.notes);
      documents.set(file.path, document);
      return document;
    },
  };
  return specsOf(library);
}

/** The file that a path means: of a folder with a study in it, the study; with a model in it, its configuration. */
export function studyFile(path: string): string {
  const [found] = ["study.yaml", "config.json"]
    .map((name) => join(path, name))
    .filter((file) => existsSync(file));
  return found ?? path;
}

/** A file that was named and lies in none of the folders; where it lies in one of its kind, it promises as those do. */
function namedFile(named: string): SpecFile {
  const path = studyFile(named);
  const folder = dirname(resolve(path));
  const suffix = Object.keys(SUFFIXES).find((ending) => path.endsWith(ending));
  if (suffix !== undefined && SHIPPED.includes(basename(folder)))
    return { path, file: path, group: SUFFIXES[suffix], promisedId: basename(path, suffix) };
  if (basename(path) === "study.yaml" && SHIPPED.includes(basename(dirname(folder))))
    return { path, file: path, group: "study", promisedId: basename(folder) };
  return { path, file: path, group: undefined, promisedId: undefined };
}

function scan({ path, label = path }: SpecFolder): SpecFile[] {
  return namesIn(path).flatMap((name): SpecFile[] => {
    const suffix = Object.keys(SUFFIXES).find((ending) => name.endsWith(ending));
    if (suffix !== undefined) {
      const promisedId = basename(name, suffix);
      return [{ path: join(path, name), file: `${label}/${name}`, group: SUFFIXES[suffix], promisedId }];
    }
    const study = join(path, name, "study.yaml");
    if (name.includes(".") || statSync(study, { throwIfNoEntry: false }) === undefined) return [];
    return [{ path: study, file: `${label}/${name}/study.yaml`, group: "study", promisedId: name }];
  });
}

/** Names in a folder, sorted, so that the file system's order changes nothing. */
function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}

function readDocument(file: SpecFile): SpecDocument {
  const bytes = readBytes(file);
  if (!Buffer.isBuffer(bytes)) return unreadable(file, bytes);
  const text = new TextDecoder("utf-8").decode(bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const source = { file: file.file, text };
  const compiled = compiledDocument(source, sha256);
  if (compiled !== undefined) return readHead(file, compiled, sha256);
  const parsed = parseDocument({ ...source, text: withoutTabs(text) });
  if (parsed.root === undefined || parsed.errors.length > 0 || !isModelConfiguration(parsed.root))
    return readHead(file, parsed, sha256);
  const imported = importModel(parsed.root, file.path);
  if (!("text" in imported))
    return { ...unreadable(file, ...imported.errors), kind: "workload", source: parsed.source };
  const workload = parseDocument({ file: `${file.file} as a workload`, text: imported.text });
  return { ...readHead(file, workload, sha256), notes: imported.notes };
}

/** A file that the build has read, by the hash of its bytes. */
function compiledDocument(source: SourceText, sha256: string): ParsedDocument | undefined {
  const compiled = compiledSpecs().trees[sha256];
  const root = compiled && treeOf(compiled, source);
  return root?.kind === "map" ? { source, root, errors: [] } : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no file",
  EISDIR: "a folder",
  EACCES: "a file that may not be read",
  EPERM: "a file that may not be read",
  ENOTDIR: "a path through a file",
};

function readBytes({ path, file }: SpecFile): Buffer | SpecError {
  try {
    const { size } = statSync(path);
    if (size > LARGEST_FILE_BYTES)
      return errorInFile(
        file,
        `${(size / 1e6).toFixed(1)} MB`,
        `a spec of at most ${LARGEST_FILE_BYTES / 1e6} MB`,
      );
    return readFileSync(path);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    return errorInFile(file, REASONS[code] ?? message, "a readable spec file");
  }
}

function unreadable(file: SpecFile, ...errors: readonly SpecError[]): SpecDocument {
  const id = file.promisedId ?? "";
  return {
    source: { file: file.file, text: "" },
    sha256: "",
    root: undefined,
    kind: undefined,
    id,
    name: id,
    aliases: [],
    errors,
    notes: [],
    readable: false,
  };
}
