import fc from "fast-check";
import { expect, test } from "vitest";
import { addBins, binEdges, binOf, binPair } from "../../../src/explore/store/bins.ts";

const numbers = fc.double({ noNaN: true, min: -1e300, max: 1e300 });

test("a value lies between the edges of its bin, to a rounding error", () =>
  fc.assert(
    fc.property(numbers, (value) => {
      const [low, high] = binEdges(binOf(value));
      const slack = 1e-12 * Math.abs(value);
      expect(low - slack).toBeLessThanOrEqual(value);
      expect(high + slack).toBeGreaterThanOrEqual(value);
    }),
  ));

test("larger values have no lower bins", () =>
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      if (a < b) expect(binOf(a)).toBeLessThanOrEqual(binOf(b));
    }),
  ));

test("bins of parts add up to the bins of the whole, in any order", () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(numbers, numbers), { minLength: 2, maxLength: 60 }), (points) => {
      const [x, y] = [0, 1].map((axis) => Float64Array.from(points, (point) => point[axis]!));
      const rows = points.map((_, row) => row);
      const bin = (some: readonly number[]) => binPair({ x: "a", y: "b" }, [x!, y!], some);
      const odd = bin(rows.filter((row) => row % 2 === 1));
      const even = bin(rows.filter((row) => row % 2 === 0));
      expect(addBins([odd, even])).toEqual(bin(rows));
      expect(addBins([even, odd])).toEqual(bin(rows));
    }),
  ));

test("a point with an unknown coordinate is in no bin", () =>
  expect(
    binPair({ x: "a", y: "b" }, [Float64Array.of(1, Number.NaN), Float64Array.of(1, 1)], [0, 1]).cells,
  ).toEqual([binOf(1), binOf(1), 1]));
