import { expect, test } from "vitest";
import { fusedAttention, visibleShare } from "../../../src/cost/roofline/fused-attention.ts";
import { TINY_SOFTWARE, tinyGpus } from "../../helpers/tiny.ts";

/** 100 B/s of memory; products of 1,000 FLOP/s of any size. */
const { chip } = tinyGpus();
if (chip.architecture !== "roofline") throw new Error("tiny GPUs have no tiles");
const gpu = chip;
const product = { heads: 8, sharedBy: 1, rows: 1, context: 50, width: 4, causal: false };
const use = {
  ...{ peakFlopsPerSecond: 1000, elementBytes: 2, keptBytes: 2, products: 1 },
  readsBytesPerSecond: Infinity,
};
const bytesOf = (change: Partial<typeof product>): number =>
  fusedAttention({ ...product, ...change }, use, gpu, TINY_SOFTWARE).memoryBytes;

test("memory sees queries and kept keys, and no scores: 8 heads · (1 + 50) · 4 · 2 B", () =>
  expect(bytesOf({})).toBe(8 * (1 + 50) * 4 * 2));
test("heads that share their keys read them once: two groups of four", () =>
  expect(bytesOf({ sharedBy: 4 })).toBe((8 * 1 + 2 * 50) * 4 * 2));
test("keys that are kept in 8 bits take half of the room, queries do not", () => {
  const { memoryBytes } = fusedAttention(product, { ...use, keptBytes: 1 }, gpu, TINY_SOFTWARE);
  expect(memoryBytes).toBe(8 * (1 * 2 + 50 * 1) * 4);
});
test("it takes as long as its FLOPs or its bytes", () => {
  const many = { ...product, rows: 50, width: 100 };
  const [flops, bytes] = [2 * 8 * 50 * 50 * 100, 8 * (50 + 50) * 100 * 2];
  expect(fusedAttention(many, use, gpu, TINY_SOFTWARE).seconds).toBe(Math.max(flops / 1000, bytes / 100));
  const half = { ...TINY_SOFTWARE, attentionEfficiency: 0.5 };
  expect(fusedAttention(many, use, gpu, half).seconds).toBe((2 * flops) / 1000);
});
test("a head that one core takes in sets the pace, however many there are: 50 · 4 · 2 B at 10 B/s", () => {
  const slow = { ...TINY_SOFTWARE, headBytesPerSecond: 10 };
  expect(fusedAttention({ ...product, heads: 1 }, use, gpu, slow).seconds).toBe((50 * 4 * 2) / 10);
});
test("query heads that each read keys for themselves take 8 · 50 · 4 · 2 B at 20 B/s, whoever shares them", () => {
  const reads = { ...use, readsBytesPerSecond: 20 };
  for (const sharedBy of [1, 4])
    expect(fusedAttention({ ...product, sharedBy }, reads, gpu, TINY_SOFTWARE).seconds).toBe(
      (8 * 50 * 4 * 2) / 20,
    );
});
test("a causal mask leaves the diagonal and what is below: of 4 × 4 pairs 10, of a window of 2 in 4 rows 7 of 8", () => {
  expect(visibleShare(4, 4)).toBe(10 / 16);
  expect(visibleShare(4, 2)).toBe(7 / 8);
  expect(visibleShare(1, 100)).toBe(1);
});
