import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { boundsOf } from "../../../scripts/accuracy-files.mjs";
import * as library from "../../../src/internal.ts";
import { bandOf, heldOutCoverage, type RunResidual } from "../../../src/validate/accuracy/error-bands.ts";
import { heldOutRatio } from "../../../src/validate/accuracy/held-out.ts";
import { kindOfRecord, type RunKind } from "../../../src/validate/accuracy/run-kind.ts";
import type { Residuals } from "../../../src/validate/accuracy/residuals.ts";
import { visibleFields } from "../../../src/validate/measurement.ts";
import { predictRecord } from "../../../src/validate/predict/predict-record.ts";
import { measuredNumber } from "../../../src/validate/measurement.ts";
import { shippedContext, shippedMeasurements } from "../shipped-measurements.ts";

const KIND: RunKind = {
  ...{ task: "inference", phase: "decode", chips: "Hopper" },
  ...{ models: "transformers", software: "vllm" },
};
const runs = (count: number, size: number, more: Partial<RunResidual> = {}): readonly RunResidual[] =>
  Array.from({ length: count }, (_, at) => ({
    ...{ kind: KIND, group: "g", key: `${size} ${at}`, residual: at % 2 === 0 ? size : -size },
    ...more,
  }));

describe("the band of a kind", () => {
  test("holds nine of ten errors, up or down", () => {
    expect(bandOf(KIND, [...runs(9, 0.1), ...runs(1, 2)])).toBeCloseTo(Math.exp(0.1), 9);
    expect(bandOf(KIND, [...runs(8, 0.1), ...runs(2, 2)])).toBeCloseTo(Math.exp(2), 9);
  });

  test("counts groups, not records: 90 good ones of one do not hide a bad group of one", () =>
    expect(bandOf(KIND, [...runs(90, 0.1), ...runs(1, 2, { group: "other" })])).toBeCloseTo(Math.exp(2), 9));

  test("of a kind with few families is drawn to that of the kind around it: 1 of 1 + 2 is its own", () => {
    const others = runs(30, 0.4, { kind: { ...KIND, software: "other" } });
    const own = runs(1, 0.1);
    // All kinds around hold both: nine of ten are off by 0.4.
    expect(bandOf(KIND, [...others, ...own])).toBeCloseTo(Math.exp((0.1 + 2 * 0.4) / 3), 9);
  });

  test("of a phase without runs is unknown", () =>
    expect(bandOf({ ...KIND, phase: "prefill" }, runs(5, 0.1))).toBeUndefined());

  test("coverage holds a run against the others' band, never its own", () => {
    expect(heldOutCoverage(runs(20, 0.1))).toBe(1);
    expect(heldOutCoverage([...runs(20, 0.1), ...runs(1, 2)])).toBeCloseTo(20 / 21, 9);
  });
});

test("errors of groups that constants were fitted to grow as they do out of fold, others do not", () => {
  const fitted = { inSample: { meanAbsLogError: 0.1 }, outOfFold: { meanAbsLogError: 0.15 } };
  const calibrations = { groups: { g: fitted }, questions: [] };
  expect(heldOutRatio({ group: "g" }, calibrations)).toBeCloseTo(1.5, 12);
  expect(heldOutRatio({ group: "h" }, calibrations)).toBe(1);
});

test.each([
  [{ metric: "inter_token_latency", framework: "TensorRT-LLM 0.9" }, "decode", "tensorrt-llm"],
  [{ metric: "time_to_first_token", framework: "vLLM" }, "prefill", "vllm"],
  [{ metric: "time_to_first_token", framework: "vLLM", concurrency: 8 }, "serving", "vllm"],
  [{ metric: "output_tokens_per_s", batching: "in-flight" }, "serving", "tensorrt-llm"],
  [{ metric: "average_power" }, undefined, undefined],
])("a record of %o is of phase %s", (fields, phase, software) => {
  const kind = kindOfRecord({ group: "g", unit: "s", task: "inference", chip: "H100-SXM", ...fields });
  expect([kind?.phase, kind?.software]).toEqual([phase, software]);
});

describe("shipped records", async () => {
  const { files } = JSON.parse(readFileSync("reports/validation/residuals.json", "utf8")) as Residuals;

  test("85 to 95 % of those held out lie within the band of their kind, by the others", () => {
    const { coverage } = boundsOf(library, files) as { readonly coverage: number };
    expect(coverage).toBeGreaterThanOrEqual(0.85);
    expect(coverage).toBeLessThanOrEqual(0.95);
  });

  test("of baselines are off by what residuals.json says: npm run accuracy", async () => {
    const context = await shippedContext();
    const known = files["baseline-measurements.json"] ?? {};
    const records = shippedMeasurements("baseline-measurements.json").filter(({ id }) => id in known);
    // Every so many, so that each group has one: it costs a second.
    const sampled = records.filter((_, index) => index % 60 === 0);
    for (const record of sampled) {
      const prediction = await predictRecord(visibleFields(record), context);
      const predicted = "predicted" in prediction ? prediction.predicted : NaN;
      const residual = Math.log(predicted / (measuredNumber(record) ?? NaN));
      expect(Math.abs(residual - (known[record.id] ?? NaN)), record.id).toBeLessThan(1e-4);
    }
  });
});
