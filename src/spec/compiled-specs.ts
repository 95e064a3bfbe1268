import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ParsedFormula } from "./formula/parsed-formula.ts";
import type { CompiledTree } from "./yaml/compiled-tree.ts";

/**
 * What reading the shipped specs comes to, made by the build beside them so that nobody parses them again: trees by
 * the hash of the file's bytes, and formulas by their text. A file that was edited has another hash and is read anew.
 */
export interface CompiledSpecs {
  readonly trees: Readonly<Record<string, CompiledTree>>;
  readonly formulas: Readonly<Record<string, ParsedFormula>>;
}

const NONE: CompiledSpecs = { trees: {}, formulas: {} };

let read: CompiledSpecs | undefined;

/** The compiled specs of this package; none where it was not built. */
export function compiledSpecs(): CompiledSpecs {
  read ??= readCompiled() ?? NONE;
  return read;
}

/** Where the build puts them. */
export const COMPILED_SPECS_FILE = "dist/compiled-specs.json";

function readCompiled(): CompiledSpecs | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "arch-specs"))) {
    if (dirname(folder) === folder) return undefined;
    folder = dirname(folder);
  }
  try {
    return JSON.parse(readFileSync(join(folder, COMPILED_SPECS_FILE), "utf8")) as CompiledSpecs;
  } catch {
    return undefined;
  }
}
