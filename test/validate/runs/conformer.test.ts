import { beforeAll, describe, expect, test } from "vitest";
import type { PredictionContext } from "../../../src/validate/predict/mapper.ts";
import type { VisibleFields } from "../../../src/validate/measurement.ts";
import { predictRecord } from "../../../src/validate/predict/predict-record.ts";
import { shippedContext } from "../shipped-measurements.ts";

const RECORD: VisibleFields = {
  group: "wenet-conformer",
  model: "Conformer-medium (WeNet, AISHELL)",
  task: "training",
  metric: "throughput",
  unit: "utterances/s",
  system: "IPU-M2000",
  chip: "Mk2",
  ipus: 4,
  precision: "fp16",
  globalBatch: 16128,
};
let context: PredictionContext;
beforeAll(async () => {
  context = await shippedContext();
});

async function predicted(fields: Partial<VisibleFields>): Promise<number> {
  const prediction = await predictRecord({ ...RECORD, ...fields }, context);
  if ("notModelled" in prediction) throw new Error(prediction.notModelled);
  return prediction.predicted;
}

describe("WeNet's Conformer", () => {
  test("ratios between machines and sizes are the measured ones within 5 %: 1126 / 819, 3163 / 819, 4302 / 1126", async () => {
    const mk2 = await predicted({});
    const bow = await predicted({ system: "Bow-2000", chip: "Bow" });
    const mk2Pod16 = await predicted({ system: "IPU-POD16", ipus: 16 });
    const bowPod16 = await predicted({ system: "Bow Pod16", chip: "Bow", ipus: 16 });
    expect(Math.abs(bow / mk2 / (1126 / 819) - 1)).toBeLessThan(0.05);
    expect(Math.abs(mk2Pod16 / mk2 / (3163 / 819) - 1)).toBeLessThan(0.05);
    expect(Math.abs(bowPod16 / bow / (4302 / 1126) - 1)).toBeLessThan(0.05);
  });

  test("a step is its utterances over their throughput", async () =>
    expect(await predicted({ metric: "step_time", unit: "s" })).toBeCloseTo(
      16128 / (await predicted({})),
      9,
    ));

  test("more utterances a step are never slower a second", async () =>
    expect(await predicted({ globalBatch: 288 })).toBeLessThan(await predicted({})));

  test.each([
    [{ model: "Whisper" }, "model Whisper unknown"],
    [{ task: "inference" }, "inference: length of the utterances not stated"],
    [{ precision: "int4" }, "arithmetic unknown"],
    [{ metric: "word_error_rate" }, "metric word_error_rate unknown"],
  ])("%j is declined: %s", async (fields, reason) =>
    expect(await predictRecord({ ...RECORD, ...fields }, context)).toEqual({ notModelled: reason }),
  );
});
