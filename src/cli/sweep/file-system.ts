import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";

/** The few things a run folder asks of a disk, so that a test can have one that is full. */
export interface FileSystem {
  /** The bytes, or undefined where there is no such file. */
  readonly read: (file: string) => Uint8Array | undefined;
  /** Nobody ever sees half a file. */
  readonly writeWhole: (file: string, contents: string | Uint8Array) => void;
  /** Names in a folder; undefined where there is no such folder. */
  readonly list: (folder: string) => readonly string[] | undefined;
  readonly remove: (file: string) => void;
}

/** Of this process on this machine: shards on other machines write to the same folder. */
export const unfinishedSuffix = (): string => `.${hostname()}-${process.pid}.tmp`;

let written = 0;

export const disk: FileSystem = {
  read: (file) => (existsSync(file) ? readFileSync(file) : undefined),
  list: (folder) => (existsSync(folder) ? readdirSync(folder) : undefined),
  remove: (file) => rmSync(file, { force: true }),
  writeWhole(file, contents) {
    mkdirSync(dirname(file), { recursive: true });
    const beside = `${file}.${written++}${unfinishedSuffix()}`;
    try {
      writeFileSync(beside, contents);
      renameSync(beside, file);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
  },
};

/** What a run left half written, in this process or (`all`) in one that was killed. */
export function removeUnfinished(files: FileSystem, folder: string, all: boolean): void {
  for (const name of files.list(folder) ?? [])
    if (name.endsWith(all ? ".tmp" : unfinishedSuffix())) files.remove(join(folder, name));
}
