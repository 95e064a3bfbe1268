import fc from "fast-check";
import { expect, test } from "vitest";
import { addBins, binEdges, binOf, binPair, type BinnedPair } from "../../../src/explore/store/bins.ts";

const numbers = fc.double({ noNaN: true, min: -1e300, max: 1e300 });
const fineness = fc.integer({ min: -2, max: 10 }).map((power) => 2 ** power);

test("a value lies between the edges of its bin, to a rounding error", () =>
  fc.assert(
    fc.property(numbers, fineness, (value, binsPerOctave) => {
      const [low, high] = binEdges(binOf(value, binsPerOctave), binsPerOctave);
      const slack = 1e-12 * Math.abs(value);
      expect(low - slack).toBeLessThanOrEqual(value);
      expect(high + slack).toBeGreaterThanOrEqual(value);
    }),
  ));

test("larger values have no lower bins", () =>
  fc.assert(
    fc.property(numbers, numbers, fineness, (a, b, binsPerOctave) => {
      if (a < b) expect(binOf(a, binsPerOctave)).toBeLessThanOrEqual(binOf(b, binsPerOctave));
    }),
  ));

const bin = (xs: readonly number[], ys: readonly number[], rows = [...xs.keys()]): BinnedPair =>
  binPair({ x: "a", y: "b" }, [Float64Array.from(xs), Float64Array.from(ys)], rows);

test("bins of parts add up to the bins of the whole, in any order, whatever the ranges of the parts", () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(numbers, fc.double({ noNaN: true, min: 1, max: 1.01 })), {
        minLength: 2,
        maxLength: 60,
      }),
      (points) => {
        const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
        const rows = [...points.keys()];
        const odd = bin(
          xs,
          ys,
          rows.filter((row) => row % 2 === 1),
        );
        const even = bin(
          xs,
          ys,
          rows.filter((row) => row % 2 === 0),
        );
        expect(addBins([odd, even])).toEqual(bin(xs, ys));
        expect(addBins([even, odd])).toEqual(bin(xs, ys));
      },
    ),
  ));

test("values within a tenth of an octave keep bins of a thousandth of it; values over 64 octaves fall into 128 bins", () => {
  const narrow = Array.from({ length: 1000 }, (_, at) => 2 ** (at / 10_000));
  const wide = Array.from({ length: 1000 }, (_, at) => 2 ** ((at / 1000) * 64));
  const { xBinsPerOctave, yBinsPerOctave, cells } = bin(narrow, wide);
  expect([xBinsPerOctave, yBinsPerOctave]).toEqual([1024, 128 / 64]);
  expect(cells.filter((_, at) => at % 3 === 2).reduce((sum, count) => sum + count, 0)).toBe(1000);
});

test("bins of negative values mirror those of positive ones, however coarse", () => {
  const xs = Array.from({ length: 500 }, (_, at) => 2 ** ((at / 500) * 64));
  const ones = xs.map(() => 1);
  const triples = ({ cells }: BinnedPair) =>
    Array.from({ length: cells.length / 3 }, (_, at) => cells.slice(3 * at, 3 * at + 3));
  const negative = bin(
    xs.map((x) => -x),
    ones,
  );
  const mirrored = triples(negative).map(([x, y, count]) => [-x!, y, count]);
  expect(mirrored.reverse()).toEqual(triples(bin(xs, ones)));
});

test("a point with an unknown coordinate is in no bin", () => {
  const { cells, xBinsPerOctave } = bin([1, Number.NaN], [1, 1]);
  expect(cells).toEqual([binOf(1, xBinsPerOctave), binOf(1, xBinsPerOctave), 1]);
});
