import { expect, test } from "vitest";
import type { SavedInput, SavedResults } from "../../../src/result/saved/result.ts";
import { effortsOf } from "../../../src/report/study/parity.ts";
import { fixtureResults } from "../fixtures/results.ts";

const base = fixtureResults();

/** The fixture with a software profile under the GPUs, counted plans and a note for every result. */
function results(plans: (system: string, workload: string) => number, note = ""): SavedResults {
  const launch = {
    ...{ path: "software.training.launch", value: 1e-5, unit: "s", status: "assumed", source: "" },
    file: "arch-specs/megatron.software.yaml",
  } as unknown as SavedInput;
  return {
    ...base,
    systems: base.systems.map((one) => ({ ...one, inputs: one.id === "a100-64" ? [launch] : [] })),
    results: base.results.map((one) => ({
      ...one,
      plansConsidered: plans(one.system, one.workload),
      diagnostics: note === "" ? [] : [{ level: "note", text: note }],
    })),
  };
}

test("machines of one software stand together; each side says how many plans it had", () => {
  const efforts = effortsOf(results((system) => (system === "a100-64" ? 5000 : 1)));
  expect(efforts.map(({ systems, software, plans }) => [systems.length, software, plans])).toEqual([
    [4, "Poplar", "one plan each, as the study gives it"],
    [1, "megatron (training)", "5,000 plans searched a workload"],
  ]);
});

test("the fewest and the most plans of a workload, and those that were given", () => {
  const count = { "bert-large": 10, "gpt3-175b": 1200, "gpt3-few-shot": 1 } as Record<string, number>;
  const [, gpus] = effortsOf(results((_, workload) => count[workload] ?? 0));
  expect(gpus?.plans).toBe("10 to 1,200 plans searched a workload, 1 given by the study");
});

test("an error is that of measured runs, and is missing where there are none", () => {
  const note = "validated: step time ±7.2 % on average (271 measured training runs on GPUs)";
  expect(effortsOf(results(() => 1, note))[1]?.trust).toBe("steps ±7.2 % in training where measured");
  expect(effortsOf(results(() => 1))[1]?.trust).toBe("not validated");
});

test("results saved before plans were counted say so", () => {
  const [first] = effortsOf({ ...base, results: base.results.map(({ plansConsidered: _, ...one }) => one) });
  expect(first?.plans).toBe("plans not counted");
});
