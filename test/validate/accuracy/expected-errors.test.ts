import { describe, expect, test } from "vitest";
import {
  expectedErrors,
  validatedRuns,
  type ExpectedErrors,
} from "../../../src/validate/accuracy/expected-errors.ts";
import { validatedRange, type AskedRun } from "../../../src/study/validated-range.ts";
import type { Measurement } from "../../../src/validate/measurement.ts";

const run = (id: string, more: Partial<Measurement>): Measurement => ({
  ...{ id, group: "g", metric: "step_time", value: 1, unit: "s", trust: "A", source: "s" },
  ...{ task: "training", chip: "Bow" },
  ...more,
});
const off = (errors: Readonly<Record<string, number>>): ReadonlyMap<string, number> =>
  new Map(Object.entries(errors).map(([id, error]) => [id, Math.log(1 + error)]));

const EXPECTED: ExpectedErrors = expectedErrors(
  validatedRuns(
    [
      run("a", { ipus: 16, microBatch: 2, sequenceLength: 128, modelConfig: { params: 1e8 } }),
      run("b", { ipus: 64, microBatch: 8, metric: "throughput", chip: "Mk2", modelConfig: { params: 3e8 } }),
      run("c", { ipus: 1024, metric: "time_to_train" }),
      run("d", {
        ...{ devices: 8, chip: "A100-SXM", metric: "iteration_time", framework: "Megatron-LM" },
        modelConfig: { layers: 2, hidden: 10, heads: 5, kvHeads: 1, ffn: 40, vocab: 7, gatedFfn: true },
      }),
      run("e", { task: "microbenchmark" }),
      run("f", { ipus: 4 }),
      run("h", { ipus: 4, trust: "C" }),
    ],
    off({ a: 0.1, b: 0.2, c: 9, d: 0.05, e: 9, h: 9 }),
  ),
);

describe("expected errors", () => {
  test("are of runs whose step time was predicted, by task, chips, models and software", () =>
    expect(EXPECTED.entries).toEqual([
      {
        ...{ task: "training", phase: "step", chips: "A100", models: "transformers", software: "megatron" },
        records: 1,
        // Nine of ten steps of all chips are off by 20 %. Its one family counts a third against those of two, on its
        // chips and again with its software: (5/9) ln 1.05 + (4/9) ln 1.2.
        band: 1.11,
        measuredOn: ["a100"],
        ranges: {
          chips: [8, 8],
          // Two layers of 2 h² (1 + 1/5) and 3 h · ffn, and the vocabulary.
          parameters: [2 * (2 * 100 * 1.2 + 3 * 400) + 70, 2 * (2 * 100 * 1.2 + 3 * 400) + 70],
        },
      },
      {
        ...{ task: "training", phase: "step", chips: "IPU", models: "transformers", software: "" },
        records: 2,
        band: 1.2, // the larger of two errors in every kind around it
        measuredOn: ["bow", "gc200"],
        ranges: { chips: [16, 64], parameters: [1e8, 3e8], sequenceLength: [128, 128], microBatch: [2, 8] },
      },
    ]));
});

describe("a result", () => {
  const IPU = {
    task: "training",
    phase: "step",
    chips: "IPU",
    models: "transformers",
    software: "",
  } as const;
  const asked = (more: Partial<AskedRun>, sizes: Partial<AskedRun["sizes"]> = {}): AskedRun => ({
    ...{ kind: IPU, chip: "bow" },
    sizes: { chips: 32, parameters: 2e8, sequenceLength: 128, microBatch: 4, ...sizes },
    ...more,
  });
  const texts = (one: AskedRun): readonly string[] => validatedRange(one, EXPECTED).map(({ text }) => text);

  test("inside the validated range tells the error to expect", () =>
    expect(texts(asked({}))).toEqual([
      "validated: step time ±20 % for nine of ten (2 measured training runs of transformers on IPU)",
    ]));

  test("outside of it tells by what", () =>
    expect(texts(asked({}, { chips: 8192, microBatch: 1 }))[1]).toBe(
      "outside the validated range: 8,192 chips > 64; 1 samples a micro-batch < 2",
    ));

  test("on a chip that nobody measured says so; kinds of one chip are alike", () => {
    expect(texts(asked({ chip: "good-ipu" }))[1]).toBe(
      "outside the validated range: no run was measured on good-ipu",
    );
    const gpu = { kind: { ...IPU, chips: "A100", software: "megatron" }, chip: "a100-80g" } as const;
    expect(texts(asked(gpu, { chips: 8, parameters: 2950 }))).toHaveLength(1);
  });

  test("with software that was measured on other chips alone, or on these with other software, says so", () => {
    const elsewhere = { ...IPU, chips: "Hopper", software: "megatron" };
    expect(texts(asked({ kind: elsewhere, chip: "h100" }, { chips: 8, parameters: 2950 }))).toEqual([
      "validated: step time ±11 % for nine of ten (1 measured training runs of transformers on A100 with megatron)",
      "outside the validated range: no run was measured on h100",
    ]);
    const other = { ...IPU, chips: "A100", software: "fsdp" };
    expect(texts(asked({ kind: other, chip: "a100" }, { chips: 8, parameters: 2950 }))[1]).toBe(
      "outside the validated range: no run was measured with fsdp",
    );
  });

  test.each([
    [{ ...IPU, task: "inference", phase: "decode" } as const, "inference runs of transformers on IPU", ""],
    [
      { ...IPU, models: "transformers with experts" },
      "training runs of transformers with experts on IPU",
      "; runs of other kinds are off by up to 20 %",
    ],
  ])(
    "of a kind that was never measured is not validated, with the widest band of its task",
    (kind, of, off) =>
      expect(validatedRange(asked({ kind }), EXPECTED)).toEqual([
        { level: "warning", text: `not validated: no measured ${of}${off}` },
      ]),
  );
});
