import { expect, test } from "vitest";
import { differences, identityOf, type SweepIdentity } from "../../../src/explore/store/manifest.ts";

const identity: SweepIdentity = {
  schema: "dse.sweep/v1",
  tool: { name: "dse", version: "1.0.0", build: "b" },
  question: { systems: ["bow-pod16"], set: { "chip.clock": "1 GHz" } },
  inputs: [{ file: "arch-specs/bow.arch.yaml", sha256: "aa" }],
  seed: 1,
  axes: [{ name: "pod", unit: "" }],
  objectives: [{ metric: "mfu", better: "max" }],
  columns: ["mfu"],
  points: 14,
  pointsPerPart: 4,
  sampled: 14,
};

test("a sweep does not differ from itself, also with what was found", () =>
  expect(differences({ ...identity, complete: true } as SweepIdentity, identity)).toEqual([]));

test("each difference is told with its path and both sides", () => {
  const other = {
    ...identity,
    seed: 2,
    question: { systems: ["bow-pod16"], set: {} },
    inputs: [{ file: "arch-specs/bow.arch.yaml", sha256: "bb" }],
  };
  expect(differences(identity, other)).toEqual([
    { path: "question.set.chip.clock", saved: '"1 GHz"', asked: "(none)" },
    { path: "inputs.0.sha256", saved: '"aa"', asked: '"bb"' },
    { path: "seed", saved: "1", asked: "2" },
  ]);
});

test("the text of an identity does not depend on the order in which it was put together", () => {
  const reversed = Object.fromEntries(Object.entries(identity).reverse()) as unknown as SweepIdentity;
  expect(JSON.stringify(identityOf(reversed))).toBe(JSON.stringify(identityOf(identity)));
});
