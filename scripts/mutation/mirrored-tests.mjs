import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Imports and re-exports of values by relative path; types are gone when a test runs. */
const IMPORT = /\b(?:import|export)\s+(?!type\b)[^;"]*?from\s+"([.][^"]+)"|\bimport\(\s*"([.][^"]+)"\s*\)/g;

const imports = new Map();

/** Files that a file imports. */
function importsOf(file) {
  if (!imports.has(file)) {
    const found = [...readFileSync(file, "utf8").matchAll(IMPORT)].map((match) => match[1] ?? match[2]);
    imports.set(
      file,
      found.map((path) => join(dirname(file), path)).filter((path) => existsSync(path)),
    );
  }
  return imports.get(file);
}

/** Imports from one file to another, along the shortest way; Infinity where there is none. */
function distance(from, to) {
  const reached = new Map([[from, 0]]);
  for (const [file, steps] of reached) {
    if (file === to) return steps;
    for (const next of importsOf(file)) if (!reached.has(next)) reached.set(next, steps + 1);
  }
  return Infinity;
}

/** The part of `src/` that a file is in: its first folder, or itself where it stands alone. */
export function partOf(file) {
  return basename(file.split("/")[1], ".ts");
}

/** Folders from the one that mirrors the file's own up to that of its part. */
function foldersOf(file) {
  const folders = [];
  for (let folder = dirname(file); folder !== "src" && folder !== "."; folder = dirname(folder))
    folders.push(folder.replace(/^src/, "test"));
  return folders;
}

/**
 * Tests in the mirrored folder of a source file that come to run it, those that say most about it first: of the same
 * name; then in the folder that mirrors its own; then by how few imports lie between, and how fast they are.
 */
export function mirroredTests(file, secondsOf = () => 0) {
  const folders = foldersOf(file);
  const part = folders.at(-1);
  if (part === undefined || !existsSync(part)) return [];
  const named = `${basename(file, ".ts")}.test.ts`;
  return readdirSync(part, { recursive: true })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join(part, name))
    .map((test) => ({
      test,
      rank: [
        basename(test) === named ? 0 : 1,
        distance(test, file),
        folders.findIndex((folder) => test.startsWith(`${folder}/`)),
        secondsOf(test),
      ],
    }))
    .filter(({ rank }) => rank[1] !== Infinity)
    .sort((a, b) => firstDifference(a.rank, b.rank) || (a.test < b.test ? -1 : 1))
    .map(({ test }) => test);
}

function firstDifference(a, b) {
  return a.map((value, at) => value - b[at]).find((difference) => difference !== 0) ?? 0;
}
