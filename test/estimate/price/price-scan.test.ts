import { expect, test } from "vitest";
import type { RooflineChip, TiledChip } from "../../../src/arch/arch.ts";
import { tiledScan } from "../../../src/cost/tile/selective-scan.ts";
import { rooflineScan } from "../../../src/cost/roofline/selective-scan.ts";
import { priceStreamedScan, priceTiledScan } from "../../../src/estimate/price/price-scan.ts";
import type { PricingContext } from "../../../src/estimate/price/pricing-context.ts";
import { scanShape } from "../../../src/plan/memory/operator-memory.ts";
import { BLOCK_INPUT, type ScanOperator } from "../../../src/workload/graph/operator-graph.ts";
import { chain } from "../../../src/workload/graph/tensors.ts";

/** 10 tokens, 12 channels of 4 states. */
const op = chain(BLOCK_INPUT, [
  {
    ...{ kind: "scan", id: "scan", steps: 10, channels: 12, state: 4 },
    ...{ resumes: false, parameters: 60, split: "column" },
  } as ScanOperator,
])[0] as ScanOperator;
const choice = { microBatch: 3, tensorParallel: 2, arithmetic: "fp16_16", ioTiles: 1 };
const context = { choice } as PricingContext;
const shape = scanShape(op, 3, 2);
const chip = {
  tiles: 5,
  clockHertz: 1000,
  exchange: { phaseCycles: 100, bytesPerCycle: 4 },
  power: { vectorJoulesPerFlop: 2, sramJoulesPerByte: 0, exchangeJoulesPerByte: 1 },
} as unknown as TiledChip;
const gpu = {
  memoryBytesPerSecond: 100,
  vectorFlopsPerSecond: 1e9,
  kernelRampSeconds: 1,
  memoryJoulesPerByte: 0.5,
} as unknown as RooflineChip;

test("two chips have 6 of the 12 channels each, of 3 samples", () =>
  expect(shape).toEqual({ sequences: 3, steps: 10, channels: 6, state: 4 }));

test("on tiles: cycles over the clock on 4 of 5 tiles; 2 · 2 · 10 · 12 · 4 FLOPs a sample, half on each chip", () => {
  const target = { tiles: 4, elementBytes: 2, exchangeBytesPerCycle: 4, phaseCycles: 100 };
  const cost = tiledScan(shape, target, "forward");
  const price = priceTiledScan(op, "forward", context, chip);
  expect(price.vectorSeconds).toBeCloseTo(cost.vectorCycles / 1000, 12);
  expect(price.exchangeSeconds).toBeCloseTo(cost.exchangeCycles / 1000, 12);
  expect(price.syncSeconds).toBeCloseTo(cost.syncCycles / 1000, 12);
  expect(price.exchangeJoules).toBe(cost.exchangeBytes);
  expect(price.flops).toBe((3 * 1920) / 2);
  expect(price.vectorJoules).toBe(2 * price.flops);
  expect(priceTiledScan(op, "backward", context, chip).flops).toBe(2 * price.flops);
});

test("in a stream: one kernel, and the energy of the bytes it moves", () => {
  const use = { direction: "backward", resumes: false, elementBytes: 2 } as const;
  const { seconds, memoryBytes } = rooflineScan(shape, use, gpu);
  const price = priceStreamedScan(op, "backward", context, gpu);
  expect(price).toMatchObject({ vectorSeconds: seconds, kernels: 1, sramJoules: memoryBytes / 2 });
});
