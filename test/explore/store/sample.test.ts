import fc from "fast-check";
import { expect, test } from "vitest";
import { sampleIndexes } from "../../../src/explore/store/sample.ts";

test("a sample has the wanted number of different points, ascending, all in range", () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(600), fc.nat(), (points, wanted, seed) => {
      const sample = sampleIndexes(points, wanted, seed);
      expect(sample).toHaveLength(Math.min(points, wanted));
      expect([...new Set(sample)].sort((a, b) => a - b)).toEqual(sample);
      expect(sample.every((index) => index >= 0 && index < points)).toBe(true);
    }),
  ));

test("the same seed draws the same sample, another seed another", () => {
  expect(sampleIndexes(1e6, 20, 1)).toEqual(sampleIndexes(1e6, 20, 1));
  expect(sampleIndexes(1e6, 20, 1)).not.toEqual(sampleIndexes(1e6, 20, 2));
});

test("each of 10 points is drawn about as often: 3 of 10 in 3,000 seeds is 900 times, within 5 deviations", () => {
  const drawn = new Array<number>(10).fill(0);
  for (let seed = 0; seed < 3000; seed++) for (const index of sampleIndexes(10, 3, seed)) drawn[index]! += 1;
  const deviation = Math.sqrt(3000 * 0.3 * 0.7);
  for (const count of drawn) expect(Math.abs(count - 900)).toBeLessThan(5 * deviation);
});
