import { describe, expect, test } from "vitest";
import { discreteAxis } from "../../../src/explore/axes/axis.ts";
import { spaceOf } from "../../../src/explore/space.ts";
import { latinHypercubePoints } from "../../../src/explore/strategies/latin-hypercube.ts";
import { permutedIndex } from "../../../src/explore/strategies/permuted-index.ts";
import { randomPoints } from "../../../src/explore/strategies/random.ts";
import { scrambledSobol, sobolBits, sobolPoints } from "../../../src/explore/strategies/sobol.ts";
import { unitSpace } from "../problems.ts";

const indexes = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const sobolCoordinate = (index: number, axis: number): number => sobolBits(index, axis) / 2 ** 32;

describe("the Sobol sequence", () => {
  test("begins as Joe and Kuo's does in 5 dimensions", () =>
    expect(indexes(8).map((index) => indexes(5).map((axis) => sobolCoordinate(index, axis)))).toEqual([
      [0, 0, 0, 0, 0],
      [0.5, 0.5, 0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25, 0.25, 0.75],
      [0.25, 0.75, 0.75, 0.75, 0.25],
      [0.375, 0.375, 0.625, 0.875, 0.375],
      [0.875, 0.875, 0.125, 0.375, 0.875],
      [0.625, 0.125, 0.875, 0.625, 0.625],
      [0.125, 0.625, 0.375, 0.125, 0.125],
    ]));

  test("is that of SciPy 1.17 at point 1000 in dimensions 1, 2, 3, 21 and 64", () =>
    expect([0, 1, 2, 20, 63].map((axis) => sobolCoordinate(1000, axis))).toEqual([
      0.2197265625, 0.0966796875, 0.5185546875, 0.5224609375, 0.4462890625,
    ]));

  test.each(["plain", "scrambled"])(
    "the first 256 points, %s, hit each of 256 strata of every axis once",
    (kind) => {
      const coordinate =
        kind === "plain" ? sobolCoordinate : (index: number, axis: number) => scrambledSobol(index, axis, 5);
      for (const axis of indexes(64)) {
        const strata = indexes(256).map((index) => Math.floor(coordinate(index, axis) * 256));
        expect(new Set(strata).size).toBe(256);
      }
    },
  );

  test("scrambled, the first 256 points still hit each of 16 × 16 squares of the first two axes once", () => {
    const squares = indexes(256).map((index) =>
      [0, 1].map((axis) => Math.floor(scrambledSobol(index, axis, 3) * 16)).join(" "),
    );
    expect(new Set(squares).size).toBe(256);
  });

  test("has less than half the discrepancy that random points have on average: √((2⁻⁵ − 3⁻⁵)/512) in 5 dimensions", () => {
    const list = sobolPoints(unitSpace(5), { seed: 1 });
    const found = discrepancy(indexes(512).map((index) => list.coordinatesAt(index)));
    expect(found).toBeLessThan(Math.sqrt((2 ** -5 - 3 ** -5) / 512) / 2);
  });

  test("another seed is another sequence", () =>
    expect(scrambledSobol(3, 1, 1)).not.toBe(scrambledSobol(3, 1, 2)));
});

/** L2-star discrepancy. Warnock 1972. */
function discrepancy(points: readonly (readonly number[])[]): number {
  const [count, axes] = [points.length, points[0]!.length];
  const product = (list: readonly number[]) => list.reduce((all, value) => all * value, 1);
  const ones = points.reduce((sum, x) => sum + product(x.map((value) => (1 - value ** 2) / 2)), 0);
  let pairs = 0;
  for (const x of points)
    for (const y of points) pairs += product(x.map((value, axis) => 1 - Math.max(value, y[axis]!)));
  return Math.sqrt(3 ** -axes - (2 / count) * ones + pairs / count ** 2);
}

describe("a Latin hypercube", () => {
  test("has one point in each stratum of every axis, whatever their number", () => {
    const list = latinHypercubePoints(unitSpace(7), { seed: 4, budget: 37 });
    expect(list.count).toBe(37);
    for (const axis of indexes(7)) {
      const strata = indexes(37).map((index) => Math.floor(list.coordinatesAt(index)[axis]! * 37));
      expect([...strata].sort((a, b) => a - b)).toEqual(indexes(37));
      expect(strata).not.toEqual(indexes(37));
    }
  });
});

describe("random points", () => {
  test("of a grid are all its points, each once", () => {
    const space = spaceOf({
      axes: [discreteAxis({ name: "a" }, indexes(9)), discreteAxis({ name: "b" }, indexes(11))],
    });
    const list = randomPoints(space, { seed: 2 });
    const keys = indexes(list.count).map((index) => list.coordinatesAt(index).join(" "));
    expect(new Set(keys).size).toBe(9 * 11);
    expect(keys.slice(0, 3)).not.toEqual(["0 0", "0 1", "0 2"]);
  });

  test("a shuffle without a list is a permutation of any count", () => {
    for (const count of [1, 2, 3, 10, 97, 1000])
      expect(new Set(indexes(count).map((index) => permutedIndex(index, count, 8)))).toEqual(
        new Set(indexes(count)),
      );
  });

  test("a shuffle spreads 10^15 indexes: the first 1000 fill tenths evenly", () => {
    const tenths = indexes(1000).map((index) => Math.floor(permutedIndex(index, 1e15, 1) / 1e14));
    for (const tenth of indexes(10)) {
      const share = tenths.filter((one) => one === tenth).length;
      expect(Math.abs(share - 100)).toBeLessThan(4 * Math.sqrt(1000 * 0.1 * 0.9));
    }
  });
});
