import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { SavedSweep } from "../../internal.ts";
import { BadInput } from "../exit-code.ts";
import { FINDINGS_FILE } from "./finish.ts";
import { readManifest } from "./run-folder.ts";

/** Whether this is the folder of a sweep, or its findings. */
export function isSweep(place: string): boolean {
  if (basename(place) === FINDINGS_FILE) return true;
  return existsSync(join(place, FINDINGS_FILE)) || isUnfinished(place);
}

/** A folder with the manifest of a sweep, which other folders have not. */
function isUnfinished(place: string): boolean {
  return !existsSync(join(place, "results.json")) && readManifest(place) !== undefined;
}

/** What a finished sweep found, from its folder or from `findings.json` itself. */
export async function readSavedSweep(place: string): Promise<SavedSweep> {
  const { parseSweep, SweepError } = await import("../../explore/sweep/parse-sweep.ts");
  const file = basename(place) === FINDINGS_FILE ? place : join(place, FINDINGS_FILE);
  if (!existsSync(file))
    throw new BadInput(`${place} holds a sweep that is not finished; go on with it by --resume`);
  try {
    return parseSweep(readFileSync(file, "utf8"), file);
  } catch (error) {
    throw error instanceof SweepError ? new BadInput(error.message) : error;
  }
}
