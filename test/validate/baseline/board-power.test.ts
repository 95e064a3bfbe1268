import { expect, test } from "vitest";
import {
  BASELINE_LIMITS,
  LEAST_MODELLED,
  missedLimits,
} from "../../../src/validate/accuracy/baseline-limits.ts";
import { trustedStatistics } from "../../../src/validate/accuracy/trusted-statistics.ts";
import { visibleFields } from "../../../src/validate/measurement.ts";
import { predictRecord } from "../../../src/validate/predict/predict-record.ts";
import { shippedContext, shippedMeasurements } from "../shipped-measurements.ts";

/** What boards of H100 and A100 draw while they answer, measured by ALCF: from their speed, blocks and idle power. */
test("board power of GPUs meets its limit: a median error of at most a fifth", async () => {
  const records = shippedMeasurements("baseline-measurements.json").filter(
    ({ group }) => group === "alcf-power",
  );
  const context = await shippedContext();
  const errors: number[] = [];
  for (const record of records) {
    const prediction = await predictRecord(visibleFields(record), context);
    if ("predicted" in prediction) errors.push(prediction.predicted / record.siValue! - 1);
  }
  expect(records).toHaveLength(12);
  expect(errors.length).toBeGreaterThanOrEqual(LEAST_MODELLED * records.length);
  expect(BASELINE_LIMITS["alcf-power"]).toBe(0.2);
  expect(missedLimits(trustedStatistics(records.length, errors), 0.2)).toEqual([]);
});
