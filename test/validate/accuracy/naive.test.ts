import { expect, test } from "vitest";
import { idealReading } from "../../../src/validate/accuracy/ideal-work.ts";
import { naiveAlternatives } from "../../../src/validate/accuracy/naive.ts";
import type { Measurement } from "../../../src/validate/measurement.ts";
import { shippedContext } from "../shipped-measurements.ts";

const PEAK = 2 * 64 * 1472 * 1.85e9; // FLOP/s of a Bow chip, half partials
const dense = (id: string, n: number, siValue: number): Measurement => ({
  id,
  group: "matmul-dense",
  task: "microbenchmark",
  metric: "matmul_throughput",
  chip: "Bow",
  precision: "fp16",
  partials: "half",
  shape: { m: 1024, k: 1024, n },
  value: siValue,
  siValue,
  unit: "FLOP/s",
  siUnit: "FLOP/s",
  trust: "A",
  source: "s",
});

test("a dense product runs at peak, or as fast as its operands are loaded", async () => {
  const context = await shippedContext();
  const loadBytesPerSecond = 1472 * 24 * 1.85e9;
  const intensity = (n: number): number => (2 * 1024 * 1024 * n) / (2 * (1024 * 1024 + 2 * 1024 * n));
  const wide = await idealReading(dense("a", 1024, 1), context);
  expect(wide).toEqual({ isTime: false, atPeak: PEAK, onRoofline: PEAK });
  const narrow = await idealReading(dense("a", 2, 1), context);
  expect(narrow?.onRoofline).toBeCloseTo(intensity(2) * loadBytesPerSecond, -6);
});

test("a step is model FLOPs over the peak of all chips; a throughput its sequences a second", async () => {
  const context = await shippedContext();
  const step = { ...dense("b", 1, 1), group: "vendor-bert", task: "training", model: "BERT-Large", ipus: 16 };
  const config = { ...step, sequenceLength: 128, globalBatch: 4096, system: "Bow Pod16" };
  const time = await idealReading({ ...config, metric: "step_time", siUnit: "s" }, context);
  const rate = await idealReading({ ...config, metric: "throughput", siUnit: "1/s" }, context);
  expect(time?.isTime).toBe(true);
  expect(rate?.isTime).toBe(false);
  expect(rate!.atPeak).toBeCloseTo(4096 / time!.atPeak, 6);
});

test("the share of peak is the median of those reached; errors of all three stand side by side", async () => {
  const records = [dense("a", 1024, 0.2 * PEAK), dense("b", 1024, 0.4 * PEAK), dense("c", 1024, 0.5 * PEAK)];
  const error = 0.1;
  const validation = {
    schema: "dse.validation/v1" as const,
    records: records.map(({ id, group, trust, siValue = 0 }) => ({
      id,
      group,
      trust,
      predicted: siValue * (1 + error),
      measured: siValue,
      unit: "FLOP/s",
      error,
    })),
    groups: {},
    overall: { count: 3, modelled: 3, mape: error },
  };
  const { shares, groups } = await naiveAlternatives(records, validation, await shippedContext());
  expect(shares["microbenchmark"]).toBeCloseTo(0.4, 12);
  expect(groups).toHaveLength(1);
  expect(groups[0]?.mape).toBeCloseTo(error, 12);
  expect(groups[0]?.fixedShareMape).toBeCloseTo((1 + 0 + 0.2) / 3, 12);
  expect(groups[0]?.rooflineMape).toBeCloseTo((4 + 1.5 + 1) / 3, 12);
});
