import { expect, test } from "vitest";
import { interval, sampleOf } from "../../scripts/mutation/sampled.mjs";

const FILE = "cost/overlap.ts";

test("a sample is the same each time, another for another seed, and part of every larger one", async () => {
  const [five, again, other, nine] = await Promise.all(
    [
      [5, 1],
      [5, 1],
      [5, 2],
      [9, 1],
    ].map(([size, seed]) => sampleOf(FILE, { size, seed: String(seed) })),
  );
  expect(five!.names).toHaveLength(5);
  expect(again).toEqual(five);
  expect(other!.names).not.toEqual(five!.names);
  expect(nine!.names.slice(0, 5)).toEqual(five!.names);
});

test("a sample of more than there are is all, each once", async () => {
  const { of, names } = await sampleOf(FILE, { size: 1_000, seed: "1" });
  expect(new Set(names).size).toBe(of);
});

test("8 killed of 10: (0.8 + 1.96² / 20 ± 1.96 √(0.8 · 0.2 / 10 + 1.96² / 400)) / (1 + 1.96² / 10)", () =>
  expect(interval(8, 10)).toEqual([expect.closeTo(49.02, 2), expect.closeTo(94.33, 2)]));

test("all of 100 killed leave room for 3.7 % that are not, and none tried says nothing", () => {
  expect(interval(100, 100)).toEqual([expect.closeTo(96.3, 1), expect.closeTo(100, 9)]);
  expect(interval(0, 0)).toEqual([0, 100]);
});
