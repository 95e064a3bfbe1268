import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { BadInput } from "./exit-code.ts";

const unfinished = new Set<string>();

/**
 * Writes a file so that nobody ever sees half of it: beside its place first, then renamed over it.
 * A path that cannot be written is the user's to put right.
 */
export function writeWhole(file: string, contents: string | Uint8Array): void {
  const beside = `${file}.${process.pid}.tmp`;
  unfinished.add(beside);
  try {
    mkdirSync(dirname(resolve(file)), { recursive: true });
    writeFileSync(beside, contents);
    renameSync(beside, file);
  } catch (error) {
    removeUnfinished();
    throw new BadInput(`cannot write ${file}: ${(error as Error).message}`);
  }
  unfinished.delete(beside);
}

/** For the way out after an interrupt. */
export function removeUnfinished(): void {
  for (const file of unfinished) if (existsSync(file)) rmSync(file, { force: true });
  unfinished.clear();
}
