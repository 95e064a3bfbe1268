import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { SavedResults } from "../internal.ts";
import { BadInput } from "./exit-code.ts";
import type { Shell } from "./shell.ts";

/** What an earlier run saved, unread. */
export interface SavedText {
  readonly text: string;
  /** For messages. */
  readonly file: string;
}

/** The text of `results.json` itself, of that in the folder it is in, or of stdin (`-`). */
export function savedText(place: string, shell: Shell): SavedText {
  if (place === "-") return { text: shell.readInput(), file: "stdin" };
  const file = isFolder(place) ? join(place, "results.json") : place;
  return { text: textOf(file), file };
}

/** The results of a run from such a place. */
export const readSavedResults = (place: string, shell: Shell): Promise<SavedResults> =>
  parseSavedResults(savedText(place, shell));

export async function parseSavedResults({ text, file }: SavedText): Promise<SavedResults> {
  const { parseResults, ResultsError } = await import("../result/saved/parse-results.ts");
  try {
    return parseResults(text, file);
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
