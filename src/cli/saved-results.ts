import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { SavedResults } from "../index.ts";
import { BadInput } from "./exit-code.ts";
import type { Shell } from "./shell.ts";

/** Reads what an earlier run saved: `results.json` itself, the folder it is in, or stdin (`-`). */
export async function readSavedResults(place: string, shell: Shell): Promise<SavedResults> {
  const { parseResults, ResultsError } = await import("../index.ts");
  const file = place !== "-" && isFolder(place) ? join(place, "results.json") : place;
  const text = place === "-" ? shell.readInput() : textOf(file);
  try {
    return parseResults(text, place === "-" ? "stdin" : file);
  } catch (error) {
    throw error instanceof ResultsError ? new BadInput(error.message) : error;
  }
}

const isFolder = (place: string): boolean => existsSync(place) && statSync(place).isDirectory();

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") throw new BadInput(`cannot read ${file}: ${message}`);
    throw new BadInput(`no ${file}; expected the folder of a run, or its results.json`);
  }
}
