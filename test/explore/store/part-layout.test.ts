import fc from "fast-check";
import { expect, test } from "vitest";
import {
  partCount,
  partName,
  partRange,
  partsOfShard,
  pointsPerPart,
} from "../../../src/explore/store/part-layout.ts";

const sizes = fc.integer({ min: 1, max: 100_000_000 });

test("parts cover every point once and in order", () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), (points) => {
      const perPart = pointsPerPart(points);
      let next = 0;
      for (let part = 0; part < partCount(points, perPart); part++) {
        const { first, count } = partRange(part, points, perPart);
        expect(first).toBe(next);
        expect(count).toBeGreaterThan(0);
        next = first + count;
      }
      expect(next).toBe(points);
    }),
  ));

test("no part is larger than 65,536 points, and there are no more parts than that demands, or 256", () =>
  fc.assert(
    fc.property(sizes, (points) => {
      const perPart = pointsPerPart(points);
      expect(perPart).toBeLessThanOrEqual(65_536);
      if (perPart < 65_536) expect(partCount(points, perPart)).toBeLessThanOrEqual(256);
    }),
  ));

test("each of 14 points is a part: there is something to share out, and what is finished is kept", () => {
  expect(pointsPerPart(14)).toBe(1);
  expect(pointsPerPart(108)).toBe(1);
  expect(pointsPerPart(1000)).toBe(4);
});

test("14 points in parts of 4 are 4, 4, 4 and 2", () => {
  expect(partRange(3, 14, 4)).toEqual({ part: 3, first: 12, count: 2 });
});

test("shards share out all parts and no part twice", () =>
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 40 }), (parts, shards) => {
      const all = Array.from({ length: shards }, (_, shard) => partsOfShard(parts, shard, shards)).flat();
      expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: parts }, (_, part) => part));
    }),
  ));

test("a part beyond the last is a broken invariant", () =>
  expect(() => partRange(4, 14, 4)).toThrow("outside of 14 points"));

test("names sort as parts do", () => expect(partName(7) < partName(12)).toBe(true));
