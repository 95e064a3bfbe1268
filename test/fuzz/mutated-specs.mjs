import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { hostileKey, hostileValue } from "./hostile-values.mjs";

/** Every shipped spec as plain data, by file. */
export function shippedSpecs(root) {
  const files = ["arch-specs", "workloads"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => join(root, folder, name)),
  );
  const studies = readdirSync(join(root, "reports"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, "reports", entry.name, "study.yaml"));
  return [...files, ...studies].flatMap((file) => {
    try {
      return [parse(readFileSync(file, "utf8"))];
    } catch {
      return [];
    }
  });
}

/** Paths of every value in a tree, inner ones too. */
function pathsOf(value, path = []) {
  if (value === null || typeof value !== "object") return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, key]))];
}

function changed(tree, path, change) {
  const [key, ...rest] = path;
  if (key === undefined) return tree;
  const copy = Array.isArray(tree) ? [...tree] : { ...tree };
  if (rest.length === 0) change(copy, key);
  else copy[key] = changed(copy[key], rest, change);
  return copy;
}

const set = (copy, key, value) =>
  Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });

/** What is done to one place of a spec. */
const mutation = fc.oneof(
  { weight: 6, arbitrary: hostileValue.map((value) => (copy, key) => set(copy, key, value)) },
  { weight: 1, arbitrary: fc.constant((copy, key) => delete copy[key]) },
  {
    weight: 1,
    arbitrary: fc.tuple(hostileKey, hostileValue).map(
      ([name, value]) =>
        (copy) =>
          set(copy, name, value),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(0.001, 0.1, 0.5, 2, 10, 1000, 1e6, -1).map((factor) => (copy, key) => {
      if (typeof copy[key] === "number") set(copy, key, copy[key] * factor);
      const match = /^([\d.]+)(\s*\D.*)$/.exec(String(copy[key]));
      if (match !== null) set(copy, key, `${Number(match[1]) * factor}${match[2]}`);
    }),
  },
);

/** YAML of a shipped spec with one to four places changed. */
export function mutatedSpec(specs) {
  return fc
    .tuple(
      fc.nat({ max: specs.length - 1 }),
      fc.array(fc.tuple(fc.nat({ max: 1e6 }), mutation), { minLength: 1, maxLength: 4 }),
    )
    .map(([index, changes]) => {
      let tree = { ...specs[index], id: "fuzzed" };
      for (const [at, change] of changes) {
        const paths = pathsOf(tree).filter((path) => path.length > 0);
        tree = changed(tree, paths[at % paths.length] ?? [], change);
      }
      return stringify(tree);
    });
}
