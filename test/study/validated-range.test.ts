import { expect, test } from "vitest";
import type { Subjects } from "../../src/study/subject.ts";
import { validatedRange, withExpectedErrors } from "../../src/study/validated-range.ts";
import type { ExpectedErrors } from "../../src/validate/accuracy/expected-errors.ts";
import type { SavedResult } from "../../src/result/saved/result.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";
import { loadSystem, loadWorkload } from "../../src/study/subject.ts";

const KIND = { task: "training", phase: "step", chips: "IPU", models: "transformers", software: "" } as const;
const ERRORS: ExpectedErrors = {
  schema: "dse.expected-errors/v2",
  entries: [
    {
      ...KIND,
      ...{ records: 9, band: 1.07, measuredOn: ["bow"] },
      ranges: { parameters: [1e8, 6.05e9] },
    },
  ],
};

test("a machine and a workload that were named by file are trusted as by id", async () => {
  const specs = await openShippedSpecs();
  const source = { specs, overrides: {}, corners: false };
  const files = ["arch-specs/bow-pod.arch.yaml", "workloads/bert-large.workload.yaml"] as const;
  const system = await loadSystem(source, files[0]);
  const workload = await loadWorkload(source, files[1]);
  const subjects: Subjects = {
    systems: new Map([[files[0], system]]),
    workloads: new Map([[files[1], workload]]),
  };
  const result = {
    ...{ system: system.id, workload: workload.id, fidelity: "analytic", feasible: true, plan: {} },
    ...{ metrics: { chipsUsed: 16 }, diagnostics: [] },
  } as unknown as SavedResult;
  const [told] = withExpectedErrors([result], subjects, ERRORS);
  expect(system.id).not.toBe(files[0]);
  expect(told?.diagnostics.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^validated: step time ±7 %/),
  ]);
});

test("a size beyond the measured ones is told with as many digits as tell the two apart", () => {
  const sizes = { chips: undefined, parameters: 6.354e9, sequenceLength: undefined, microBatch: undefined };
  const said = validatedRange({ kind: KIND, chip: "bow", sizes }, ERRORS);
  expect(said[1]?.text).toBe("outside the validated range: 6.35 G parameters > 6.05 G");
});
