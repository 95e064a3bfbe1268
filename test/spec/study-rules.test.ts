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
