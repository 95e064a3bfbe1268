import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { SavedResults } from "../index.ts";
import { BadInput } from "./exit-code.ts";
import type { Shell } from "./shell.ts";

/** Reads what an earlier run saved: `results.json` itself, the folder it is in, or stdin. */
export async function readSavedResults(place: string, shell: Shell): Promise<SavedResults> {
  const { RESULTS_SCHEMA } = await import("../index.ts");
  const file = place !== "-" && isFolder(place) ? join(place, "results.json") : place;
  const text = place === "-" ? shell.readInput() : textOf(file);
  const name = place === "-" ? "stdin" : file;
  let saved: unknown;
  try {
    saved = JSON.parse(text);
  } catch (error) {
    throw new BadInput(`${name} is not JSON: ${(error as Error).message}`);
  }
  const schema = (saved as { schema?: unknown } | null)?.schema;
  if (schema !== RESULTS_SCHEMA)
    throw new BadInput(
      `${name}: expected "schema": "${RESULTS_SCHEMA}", got ${JSON.stringify(schema) ?? "none"}`,
    );
  const lacking = (["study", "metrics", "systems", "workloads", "results"] as const).filter(
    (key) => typeof (saved as Record<string, unknown>)[key] !== "object",
  );
  if (lacking.length > 0) throw new BadInput(`${name} lacks ${lacking.join(", ")}: is it whole?`);
  return saved as SavedResults;
}

const isFolder = (place: string): boolean => existsSync(place) && statSync(place).isDirectory();

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new BadInput(`cannot read ${file}: ${(error as Error).message}`);
  }
}
