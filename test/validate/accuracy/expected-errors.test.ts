import { describe, expect, test } from "vitest";
import { expectedErrors, type ExpectedErrors } from "../../../src/validate/accuracy/expected-errors.ts";
import { validatedRange, type AskedRun } from "../../../src/study/validated-range.ts";
import type { Measurement } from "../../../src/validate/measurement.ts";
import type { SavedValidation, ValidatedRecord } from "../../../src/validate/validation.ts";

const run = (id: string, more: Partial<Measurement>): Measurement => ({
  id,
  group: "g",
  metric: "step_time",
  value: 1,
  unit: "s",
  trust: "A",
  source: "s",
  task: "training",
  chip: "Bow",
  ...more,
});
const off = (id: string, error: number): ValidatedRecord => ({
  id,
  group: "g",
  trust: "A",
  predicted: 1 + error,
  measured: 1,
  unit: "s",
  error,
});
const validation = (records: readonly ValidatedRecord[]): SavedValidation => ({
  schema: "dse.validation/v1",
  records,
  groups: {},
  overall: { count: 0, modelled: 0, mape: null },
});

const EXPECTED: ExpectedErrors = expectedErrors(
  [
    run("a", { ipus: 16, microBatch: 2, sequenceLength: 128, modelConfig: { params: 1e8 } }),
    run("b", { ipus: 64, microBatch: 8, metric: "throughput", chip: "Mk2", modelConfig: { params: 3e8 } }),
    run("c", { ipus: 1024, metric: "time_to_train" }),
    run("d", {
      devices: 8,
      chip: "A100-SXM",
      metric: "iteration_time",
      modelConfig: { layers: 2, hidden: 10, ffn: 40, vocab: 7 },
    }),
    run("e", { task: "microbenchmark" }),
    run("f", { ipus: 4 }),
  ],
  validation([
    off("a", 0.1),
    off("b", -0.2),
    off("c", 9),
    off("d", 0.05),
    off("e", 9),
    { id: "f", group: "g", trust: "A", notModelled: "why" },
  ]),
);

describe("expected errors", () => {
  test("are means over runs whose step time was predicted, by task and family of chips", () =>
    expect(EXPECTED.entries).toEqual([
      {
        task: "training",
        chipFamily: "tiled",
        records: 2,
        mape: 0.15, // (0.1 + 0.2) / 2, to three digits
        measuredOn: ["bow", "gc200"],
        ranges: { chips: [16, 64], parameters: [1e8, 3e8], sequenceLength: [128, 128], microBatch: [2, 8] },
      },
      {
        task: "training",
        chipFamily: "roofline",
        records: 1,
        mape: 0.05,
        measuredOn: ["a100"],
        ranges: {
          chips: [8, 8],
          parameters: [2 * (4 * 10 * 10 + 2 * 10 * 40) + 7 * 10, 2 * (4 * 10 * 10 + 2 * 10 * 40) + 7 * 10],
        },
      },
    ]));
});

describe("a result", () => {
  const asked = (more: Partial<AskedRun>, sizes: Partial<AskedRun["sizes"]> = {}): AskedRun => ({
    task: "pretrain",
    architecture: "tiled",
    chip: "bow",
    sizes: { chips: 32, parameters: 2e8, sequenceLength: 128, microBatch: 4, ...sizes },
    ...more,
  });
  const texts = (run: AskedRun): readonly string[] => validatedRange(run, EXPECTED).map(({ text }) => text);

  test("inside the validated range tells the error to expect", () =>
    expect(texts(asked({}))).toEqual([
      "validated: step time ±15 % on average (2 measured training runs on IPUs)",
    ]));

  test("outside of it tells by what", () =>
    expect(texts(asked({}, { chips: 8192, microBatch: 1 }))[1]).toBe(
      "outside the validated range: 8,192 chips > 64; 1 samples a micro-batch < 2",
    ));

  test("on a chip that nobody measured says so; kinds of one chip are alike", () => {
    expect(texts(asked({ chip: "good-ipu" }))[1]).toBe(
      "outside the validated range: no run was measured on good-ipu",
    );
    expect(
      texts(asked({ chip: "a100-80g", architecture: "roofline" }, { chips: 8, parameters: 2470 })),
    ).toHaveLength(1);
  });

  test("of a kind of task that was never measured is not validated", () =>
    expect(validatedRange(asked({ task: "inference" }), EXPECTED)).toEqual([
      { level: "warning", text: "not validated: no measured inference run on IPUs" },
    ]));
});
