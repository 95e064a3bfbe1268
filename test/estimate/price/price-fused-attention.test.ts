import { expect, test } from "vitest";
import type { RooflineChip, Software } from "../../../src/arch/arch.ts";
import { priceFusedProduct } from "../../../src/estimate/price/price-fused-attention.ts";
import { FREE } from "../../../src/estimate/price/work-price.ts";
import { core, pricing, tinyGpus } from "../../helpers/tiny.ts";

/** 1 FLOP/s, and memory so fast that it takes no time; a kernel starts in 10 s. */
const chip = {
  ...{ peakFlopsPerSecond: { fp16_32: 1, fp8_16: 2 }, matmulEfficiency: 1, sustainedFraction: 1 },
  ...{ matmulHalfSize: 0, memoryBytesPerSecond: 1e30, kernelRampSeconds: 10 },
  ...{ joulesPerFlop: { fp16_32: 5, fp8_16: 1 }, memoryJoulesPerByte: 0 },
} as unknown as RooflineChip;
const software = { attentionEfficiency: 1, headBytesPerSecond: 1e30 } as unknown as Software;

/** Three heads of 4 queries on 8 positions, 2 wide: 128 FLOPs a head. */
const scores = core({ role: "scores", groups: 3, rows: 4, inner: 2, columns: 8 });
const values = core({ role: "values", groups: 3, rows: 4, inner: 8, columns: 2 });
const priceOf = (
  op: Parameters<typeof priceFusedProduct>[0],
  direction: "forward" | "backward",
  choice = {},
): ReturnType<typeof priceFusedProduct> => {
  const context = pricing({ arch: tinyGpus(), choice: { arithmetic: "fp16_32", ...choice } });
  return priceFusedProduct(op, direction, context, chip, software);
};

test("forward is one kernel for scores and values, and no more than their FLOPs", () => {
  expect(priceOf(scores, "forward")).toMatchObject({ matmulSeconds: 384 + 10, kernels: 1, flops: 384 });
  expect(priceOf(values, "forward")).toMatchObject({ matmulSeconds: 384, kernels: 0, flops: 384 });
});

test("backward multiplies scores once more: three products there and two of values; FLOPs count two of each", () => {
  expect(priceOf(scores, "backward")).toMatchObject({ matmulSeconds: 3 * 384 + 10, flops: 2 * 384 });
  expect(priceOf(values, "backward")).toMatchObject({ matmulSeconds: 2 * 384, flops: 2 * 384 });
});

test("of three heads a pair of ranks has two at most; samples of a micro-batch come on top", () => {
  expect(priceOf(values, "forward", { tensorParallel: 2 }).flops).toBe(2 * 128);
  expect(priceOf(values, "forward", { microBatch: 5 }).flops).toBe(5 * 384);
});

test("attention is multiplied in 16 bits where the products around it take 8", () =>
  expect(priceOf(values, "forward", { arithmetic: "fp8_16" })).toMatchObject({
    ...{ matmulSeconds: 384, matmulJoules: 384 * 5 },
  }));

test("where nothing is trained below, backward is free", () =>
  expect(priceOf({ ...scores, gradients: { inputs: false, parameters: false } }, "backward")).toEqual(FREE));
