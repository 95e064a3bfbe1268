import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Instrumenter } from "@stryker-mutator/instrumenter";

/** 97.5 % of a normal distribution lie below this: the interval is of 95 %. */
const Z = 1.96;

/**
 * Names of `size` of Stryker's mutants of a folder or file, drawn by a seed: those whose name and seed have the least
 * hashes. A sample stays what it is when other files change, and a larger one holds the smaller.
 */
export async function sampleOf(place, { size, seed }) {
  const names = await mutantNames(place);
  const hashed = names.map((name) => ({ name, hash: hashOf(`${seed} ${name}`) }));
  hashed.sort((a, b) => (a.hash < b.hash ? -1 : 1));
  return { of: names.length, names: hashed.slice(0, size).map(({ name }) => name) };
}

/** What tells a mutant from all others, whichever run counted it. */
export function mutantName(file, { location: { start, end }, mutatorName, replacement }) {
  const path = file.replaceAll("\\", "/").replace(/^.*?(?=src\/)/, "");
  return `${path}:${start.line}:${start.column}-${end.line}:${end.column} ${mutatorName} ${replacement ?? ""}`;
}

/** Every mutant that Stryker sees in a folder or file of `src/`. */
async function mutantNames(place) {
  const path = join("src", place);
  const paths = statSync(path).isFile()
    ? [path]
    : readdirSync(path, { recursive: true }).map((name) => join(path, name));
  const files = paths
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => ({ name, mutate: true, content: readFileSync(name, "utf8") }));
  const silent = { debug() {}, info() {}, warn() {}, isDebugEnabled: () => false };
  const options = { plugins: [], excludedMutations: [], ignorers: [] };
  const { mutants } = await new Instrumenter(silent).instrument(files, options);
  return mutants
    .filter(({ status }) => status === undefined)
    .map((mutant) => mutantName(mutant.fileName, mutant));
}

const hashOf = (text) => createHash("sha256").update(text).digest("hex");

/**
 * Where a share lies with 95 % confidence, of which `killed` of `tried` were seen (Wilson 1927, J. Am. Stat. Assoc. 22),
 * in percent.
 */
export function interval(killed, tried) {
  if (tried === 0) return [0, 100];
  const share = killed / tried;
  const spread = Z * Math.sqrt((share * (1 - share)) / tried + Z ** 2 / (4 * tried ** 2));
  const [middle, scale] = [share + Z ** 2 / (2 * tried), 1 + Z ** 2 / tried];
  return [(100 * (middle - spread)) / scale, (100 * (middle + spread)) / scale];
}
