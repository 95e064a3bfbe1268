import { describe, expect, test } from "vitest";
import type { Mapper, Prediction } from "../../../src/validate/predict/mapper.ts";
import type { VisibleFields } from "../../../src/validate/measurement.ts";
import { cardInference } from "../../../src/validate/predict/runs/vision/card-inference.ts";
import { visionRun } from "../../../src/validate/predict/runs/vision/vision-run.ts";
import { validateRecords } from "../../../src/validate/validate.ts";
import { shippedContext, shippedMeasurements } from "../shipped-measurements.ts";

const RESNET: VisibleFields = {
  group: "mlperf-resnet",
  metric: "step_time",
  unit: "ms",
  model: "ResNet-50",
  task: "training",
  system: "IPU-POD16",
  chip: "Mk2",
  ipus: 16,
  replicas: 16,
  ipusPerReplica: 1,
  precision: "fp16",
  partials: "half",
  framework: "TensorFlow1",
  recompute: "selected",
  microBatch: 20,
  gradientAccumulation: 10,
  globalBatch: 3200,
};
const CARD: VisibleFields = {
  group: "c600-inference",
  metric: "throughput",
  unit: "samples/s",
  model: "ResNet-50",
  task: "inference",
  chip: "C600",
  ipus: 1,
  precision: "fp16",
  framework: "PopRT",
  microBatch: 4,
  asyncQueue: true,
};

describe("vision models", async () => {
  const context = await shippedContext();
  const value = async (mapper: Mapper, record: VisibleFields): Promise<number> => {
    const prediction = await mapper(record, context);
    if (!("predicted" in prediction)) throw new Error(prediction.notModelled);
    return prediction.predicted;
  };
  const reason = (prediction: Prediction): string =>
    "notModelled" in prediction ? prediction.notModelled : `predicted ${prediction.predicted}`;

  test.each([
    ["mlperf-resnet", 21, 0.15],
    ["thirdparty-resnet", 5, 0.15],
    ["vendor-vision", 11, 0.15],
    ["c600-inference", 15, 0.2],
  ])("%s: %i records are predicted, with a mean error of at most %f", async (group, modelled, most) => {
    const records = shippedMeasurements("ipu-measurements.json").filter((record) => record.group === group);
    const validated = (await validateRecords(records, context)).groups[group];
    expect(validated?.modelled).toBeGreaterThanOrEqual(modelled);
    expect(validated?.mape).toBeLessThanOrEqual(most);
  });

  test("throughput is the images of all replicas over the time of a weight update", async () => {
    const seconds = await value(visionRun, RESNET);
    const images = await value(visionRun, { ...RESNET, metric: "throughput" });
    expect(images).toBeCloseTo((20 * 10 * 16) / seconds, 6);
  });

  test("a whole run is training and an evaluation of each fourth epoch's checkpoint", async () => {
    const samplesToTarget = 40 * 1_281_167;
    const seconds = await value(visionRun, RESNET);
    const whole = await value(visionRun, { ...RESNET, metric: "time_to_train", samplesToTarget });
    expect(whole).toBeCloseTo((samplesToTarget / 3200) * seconds + (40 / 4) * 4.5, 6);
  });

  test("micro-batches add up: what is left of a step is its update", async () => {
    const [two, three, ten] = await Promise.all(
      [2, 3, 10].map((gradientAccumulation) => value(visionRun, { ...RESNET, gradientAccumulation })),
    );
    const each = (three ?? 0) - (two ?? 0);
    expect(ten).toBeCloseTo((two ?? 0) + 8 * each, 9);
    expect((two ?? 0) - 2 * each).toBeGreaterThan(0);
  });

  test("replicas of one machine wait for each other's images: four take longer than one", async () => {
    const perReplica = async (replicas: number): Promise<number> =>
      (await value(visionRun, {
        ...RESNET,
        framework: "PyTorch",
        metric: "throughput",
        replicas,
        ipus: replicas,
      })) / replicas;
    expect(await perReplica(4)).toBeLessThan(0.97 * (await perReplica(1)));
  });

  test("batch statistics over two replicas cost time: in TensorFlow 1, not in PyTorch", async () => {
    const shared = await value(visionRun, RESNET);
    const alone = await value(visionRun, { ...RESNET, framework: "PyTorch" });
    expect(shared).toBeGreaterThan(alone);
  });

  test("a card answers more images a second in larger batches and in FP8", async () => {
    const four = await value(cardInference, CARD);
    expect(await value(cardInference, { ...CARD, microBatch: 32 })).toBeGreaterThan(four);
    expect(await value(cardInference, { ...CARD, precision: "fp8" })).toBeGreaterThan(four);
  });

  test("without a queue the transfers are not hidden", async () => {
    expect(await value(cardInference, { ...CARD, asyncQueue: false })).toBeLessThan(
      await value(cardInference, CARD),
    );
  });

  test("packed rows hold 100 sequences in 40 as the benchmark is configured; without a known pack a row holds one", async () => {
    const packed: VisibleFields = { ...CARD, model: "BERT-Base", sequenceLength: 384, microBatch: 40 };
    const { framework: _framework, ...unnamed } = packed;
    const single = await value(cardInference, { ...unnamed, sequencesPerRow: 1 });
    expect(await value(cardInference, packed)).toBeGreaterThan(2 * single);
    expect(await value(cardInference, unnamed)).toBe(single);
  });

  test("what cannot be known is said, not guessed", async () => {
    expect(reason(await visionRun({ ...RESNET, model: "UNet (Medical)" }, context))).toContain("unknown");
    expect(reason(await visionRun({ ...RESNET, metric: "time_to_train" }, context))).toBe(
      "samples to target unknown",
    );
    expect(reason(await cardInference({ ...CARD, metric: "latency_median" }, context))).toContain("queue");
    expect(reason(await cardInference({ ...CARD, model: "NeRF" }, context))).toBe("sizes of NeRF not stated");
  });
});
