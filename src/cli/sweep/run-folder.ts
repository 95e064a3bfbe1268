import type * as LibraryModule from "../../internal.ts";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { PartRecord, PartSummary, SweepIdentity, SweepManifest } from "../../internal.ts";
import { BadInput } from "../exit-code.ts";
import { checkFolder } from "../write-whole.ts";
import { disk, type FileSystem } from "./file-system.ts";

const MANIFEST = "manifest.json";

export const sha256 = (contents: string | Uint8Array): string =>
  createHash("sha256").update(contents).digest("hex");

/** The folder of a sweep on disk: its manifest, and the parts that are finished. */
export interface RunFolder {
  readonly path: string;
  /** Hash of the sweep's identity, which its parts carry. */
  readonly sweep: string;
  /** The finished part, if it is there and whole. */
  readonly readPart: (part: number) => PartRecord | undefined;
  /** Rows first, record last: a part without a record is not finished. */
  readonly writePart: (summary: PartSummary, rows: Uint8Array) => PartRecord;
  readonly write: (name: string, contents: string | Uint8Array) => StoredFile;
  readonly remove: (name: string) => void;
  readonly list: () => readonly string[];
}

type StoredFile = PartRecord["rows"];
type Library = typeof LibraryModule;

/** What the library gives to a folder; loaded when a sweep is. */
export interface FolderInput {
  readonly library: Pick<Library, "identityOf" | "differences" | "partName" | "recordText" | "parseRecord">;
  readonly path: string;
  readonly identity: SweepIdentity;
  readonly files?: FileSystem;
}

/** The folder as it is, for somebody who knows that it is the right one. */
export function runFolder({ library, path, identity, files = disk }: FolderInput): RunFolder {
  const sweep = sha256(JSON.stringify(library.identityOf(identity)));
  const write = (name: string, contents: string | Uint8Array): StoredFile => {
    try {
      files.writeWhole(join(path, name), contents);
    } catch (error) {
      throw new BadInput(`cannot write ${join(path, name)}: ${(error as Error).message}`);
    }
    const bytes = typeof contents === "string" ? Buffer.byteLength(contents) : contents.length;
    return { file: name, bytes, sha256: sha256(contents) };
  };
  return {
    path,
    sweep,
    write,
    remove: (name) => files.remove(join(path, name)),
    list: () => files.list(path) ?? [],
    readPart(part) {
      const name = library.partName(part);
      const text = files.read(join(path, `${name}.json`));
      const record = text && library.parseRecord(Buffer.from(text).toString("utf8"), sweep, sha256);
      const rows = record && files.read(join(path, record.rows.file));
      if (record?.part !== part || rows === undefined || rows.length !== record.rows.bytes) return undefined;
      return sha256(rows) === record.rows.sha256 ? record : undefined;
    },
    writePart(summary, contents) {
      const name = library.partName(summary.part);
      const rows = write(`${name}.parquet`, contents);
      const record: PartRecord = { schema: "dse.sweep-part/v1", sweep, rows, ...summary };
      write(`${name}.json`, library.recordText(record, sha256));
      return record;
    },
  };
}

/**
 * The folder made ready: a new one gets its manifest; one that holds a sweep is continued only on request, and only
 * if it is the same sweep.
 */
export function openRunFolder(input: FolderInput & { readonly resume: boolean }): RunFolder {
  const { library, path, identity, resume, files = disk } = input;
  if (files === disk) checkFolder(path);
  // The names first: another shard may write the manifest in between, which is then read as one that was there.
  const names = files.list(path) ?? [];
  const saved = readManifest(path, files);
  if (saved === undefined && names.some((name) => !name.endsWith(".tmp")))
    throw new BadInput(`${path} is not empty and holds no sweep; give a folder of its own with --out`);
  if (saved !== undefined && !resume)
    throw new BadInput(
      `${path} holds a sweep${saved.complete ? " that is complete" : ""}; add --resume to continue it, or give another --out`,
    );
  const folder = runFolder(input);
  if (saved === undefined) folder.write(MANIFEST, manifestText({ ...identity, complete: false }));
  else refuseOther(path, library.differences(saved, identity));
  return folder;
}

function refuseOther(path: string, found: ReturnType<Library["differences"]>): void {
  if (found.length === 0) return;
  const lines = found
    .slice(0, 6)
    .map(({ path: where, saved, asked }) => `  ${where}: ${cut(saved)} there, ${cut(asked)} now`);
  const more = found.length > lines.length ? [`  and ${found.length - lines.length} more`] : [];
  throw new BadInput(
    [`${path} holds another sweep; it cannot be continued with this one:`, ...lines, ...more].join("\n"),
  );
}

const cut = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);

export function readManifest(path: string, files: FileSystem = disk): SweepManifest | undefined {
  const bytes = files.read(join(path, MANIFEST));
  if (bytes === undefined) return undefined;
  try {
    const manifest = JSON.parse(Buffer.from(bytes).toString("utf8")) as SweepManifest;
    if (manifest.schema === "dse.sweep/v1") return manifest;
  } catch {
    throw new BadInput(`${join(path, MANIFEST)} is damaged: it is no JSON`);
  }
  throw new BadInput(`${join(path, MANIFEST)} is no manifest of a sweep`);
}

export const manifestText = (manifest: SweepManifest): string => `${JSON.stringify(manifest, null, 2)}\n`;
