import fc from "fast-check";
import { test } from "vitest";
import { archProblems } from "../../src/spec/rules/arch-rules.ts";
import { studyProblems } from "../../src/spec/rules/study-rules.ts";
import { workloadProblems } from "../../src/spec/rules/workload-rules.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const SOUND = await Promise.all(
  ["gpt2-s", "mixtral-8x7b", "swin-t", "resnet-50", "magma", "stable-diffusion-v1", "magma-caption"].map(
    async (id) => (await specs.workload(id)).spec as object,
  ),
);
const ARCH = (await specs.arch("bow-pod16")).spec as object;

/** Paths of every value below a tree. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, key]))];
}

function put(tree: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy: Record<string, unknown> = Array.isArray(tree)
    ? (Object.assign([], tree) as never)
    : { ...(tree as object) };
  copy[key] = put(copy[key], rest, value);
  return copy;
}

const WRECKS = [undefined, "text", 7, true, [], {}, [undefined], [7], { a: 1 }] as const;

/** A spec of which some parts are something else, as a file with errors is seen by rules. */
function wreckOf(sound: readonly object[]) {
  return fc
    .tuple(
      fc.constantFrom(...sound),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...WRECKS)), { minLength: 1, maxLength: 3 }),
    )
    .map(([spec, wrecks]) =>
      wrecks.reduce<unknown>((tree, [at, value]) => {
        const paths = pathsOf(tree).filter((path) => path.length > 0);
        return paths.length === 0 ? tree : put(tree, paths[at % paths.length] ?? [], value);
      }, spec),
    );
}

test("rules say what they see of a wreck, and never fall over it", () => {
  fc.assert(
    fc.property(wreckOf(SOUND), (spec) => Array.isArray(workloadProblems(spec as never))),
    { seed: 4, numRuns: 1000 },
  );
  fc.assert(
    fc.property(wreckOf([ARCH]), (parts) =>
      (["chip", "machine", "system"] as const).every((part) =>
        Array.isArray(archProblems(parts as never, part)),
      ),
    ),
    { seed: 5, numRuns: 1000 },
  );
  const claims = [{ name: "c", that: 'mfu("d") < 1' }];
  const study = { systems: ["a"], baseline: "b", metrics: { a: "mfu" }, workloads: ["w", "d"], claims };
  const varied = {
    ...study,
    variants: { d: { of: "w", set: { "model.layers": 2 } } },
    contrasts: { d: "w" },
  };
  const swept = { ...study, expect: claims, space: { axes: { "chip.clock": { values: ["1 GHz"] } } } };
  fc.assert(
    fc.property(wreckOf([study, varied, swept]), (one) => Array.isArray(studyProblems(one as never))),
    { seed: 6, numRuns: 300 },
  );
});
