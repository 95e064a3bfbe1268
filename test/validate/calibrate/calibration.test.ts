import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FITTED } from "../../../src/estimate/fitted-constants.ts";
import type { Calibration } from "../../../src/validate/fit/calibrate.ts";
import { foldsOf } from "../../../src/validate/fit/folds.ts";
import { minimise } from "../../../src/validate/fit/nelder-mead.ts";
import type { Measurement } from "../../../src/validate/measurement.ts";
import { shippedMeasurements } from "../shipped-measurements.ts";

const calibration = JSON.parse(
  readFileSync(new URL("../../../reports/validation/calibration.json", import.meta.url), "utf8"),
) as Calibration;

describe("the fitted constants", () => {
  test.each(Object.entries(FITTED))(
    "%s is the value that npm run calibrate wrote, and says so",
    (id, constant) => {
      expect(constant.id).toBe(id);
      expect(constant.status).toBe("calibrated");
      expect(constant.value).toBe(calibration.constants[id as keyof typeof FITTED].value);
    },
  );

  test("are at most ten", () => {
    expect(Object.keys(FITTED).length).toBeLessThanOrEqual(10);
    expect(Object.keys(calibration.constants)).toEqual(Object.keys(FITTED));
  });

  test.each([
    ["mlperf-bert", 0.08],
    ["vendor-bert", 0.1],
    ["thirdparty-bert", 0.1],
    ["gpt2-training", 0.1],
    ["hf-training", 0.1],
    ["llm-finetune", 0.15],
    ["llm-inference", 0.15],
  ])("predict %s runs they were not fitted to within %f on average", (group, most) => {
    const errors = calibration.groups[group];
    expect(errors?.modelled).toBe(errors?.count);
    expect(errors?.outOfFold.mape).toBeLessThanOrEqual(most);
  });
});

describe("folds", () => {
  const records = shippedMeasurements("ipu-measurements.json");
  const folds = foldsOf(records, 5);

  test("hold every record once and never split a run", () => {
    expect(folds.flat().length).toBe(records.length);
    const places = new Map<string, Set<number>>();
    folds.forEach((fold, index) => {
      for (const { runId } of fold)
        if (runId !== undefined) places.set(runId, (places.get(runId) ?? new Set()).add(index));
    });
    expect([...places.values()].every(({ size }) => size === 1)).toBe(true);
  });

  test("do not depend on the order of the records", () => {
    const idsOf = (parts: readonly (readonly Measurement[])[]): string[][] =>
      parts.map((part) => part.map(({ id }) => id).sort());
    expect(idsOf(foldsOf([...records].reverse(), 5))).toEqual(idsOf(folds));
  });
});

test("the simplex search finds the minimum of (x − 3)² + 10·|y + 1|", async () => {
  const found = await minimise(
    (at) => Promise.resolve(((at[0] ?? 0) - 3) ** 2 + 10 * Math.abs((at[1] ?? 0) + 1)),
    [0, 0],
    { size: 0.5, tolerance: 1e-9, most: 500 },
  );
  expect(found.at[0]).toBeCloseTo(3, 3);
  expect(found.at[1]).toBeCloseTo(-1, 3);
});
