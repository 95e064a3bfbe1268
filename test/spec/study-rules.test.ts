import { expect, test } from "vitest";
import { studyProblems } from "../../src/spec/rules/study-rules.ts";

const problems = (contrasts: Record<string, string>) =>
  studyProblems({ systems: ["pod"], workloads: ["dense", "sparse"], contrasts });

test("a contrast is between two workloads of the study", () => {
  expect(problems({ sparse: "dense" })).toEqual([]);
  expect(problems({ spars: "dense" })).toMatchObject([{ path: ["contrasts", "spars"], atKey: true }]);
  expect(problems({ sparse: "dens" })).toMatchObject([{ message: '"dens"' }]);
  expect(problems({ sparse: "sparse" })).toMatchObject([{ expected: "another workload" }]);
  const swept = studyProblems({ workloads: ["dense", "sparse"], contrasts: { sparse: "dense" }, space: {} });
  expect(swept).toMatchObject([{ path: ["contrasts"], atKey: true }]);
});

test("a claim that is a number names no variant, and is no reason to stop", () => {
  const study = {
    systems: ["pod"],
    workloads: ["dense"],
    variants: { denser: { of: "dense", set: { "model.layers": 4 } } },
  };
  const judged = (that: unknown) =>
    studyProblems({ ...study, claims: [{ name: "a claim", that }] } as never).map(({ path }) => path);
  expect(judged(31)).toEqual(judged("mfu < 1"));
  expect(judged(31)).not.toEqual(judged('mfu("denser") < 1'));
});
