import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hypervolume } from "../../../src/explore/fronts/hypervolume.ts";
import { kneePoints } from "../../../src/explore/fronts/knee-points.ts";
import { nondominatedRanks } from "../../../src/explore/fronts/nondominated-ranks.ts";
import { paretoFront } from "../../../src/explore/fronts/pareto-front.ts";

type Points = readonly (readonly number[])[];

const columnsOf = (points: Points, width: number): readonly Float64Array[] =>
  Array.from({ length: width }, (_, axis) => Float64Array.from(points, (point) => point[axis]!));
const front = (points: Points, width = points[0]?.length ?? 2) =>
  Array.from(paretoFront(columnsOf(points, width)));
const isAsGood = (a: readonly number[], b: readonly number[]) => a.every((cost, axis) => cost <= b[axis]!);
const beats = (a: readonly number[], b: readonly number[]) => isAsGood(a, b) && !isAsGood(b, a);

/** Small whole costs, so that equal costs and equal points are common. */
const pointsOf = (width: number, maxLength: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 7 }), { minLength: width, maxLength: width }), { maxLength });
const somePoints = (maxLength: number) =>
  fc
    .integer({ min: 1, max: 5 })
    .chain((width) => fc.record({ width: fc.constant(width), points: pointsOf(width, maxLength) }));

function bruteFront(points: Points): readonly number[] {
  const isSame = (a: readonly number[], b: readonly number[]) => a.every((cost, axis) => cost === b[axis]);
  return [...points.keys()].filter(
    (row) =>
      !points.some((other) => beats(other, points[row]!)) &&
      points.findIndex((other) => isSame(other, points[row]!)) === row,
  );
}

describe("the Pareto front", () => {
  test("is what brute force finds, in 1 to 5 objectives, equal rows once", () =>
    fc.assert(
      fc.property(somePoints(60), ({ width, points }) => {
        expect(front(points, width)).toEqual(bruteFront(points));
      }),
      { numRuns: 500 },
    ));

  test("does not depend on the order of rows", () =>
    fc.assert(
      fc.property(somePoints(60), fc.infiniteStream(fc.nat()), ({ width, points }, keys) => {
        const shuffled = points
          .map((point) => ({ point, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ point }) => point);
        const costs = (list: Points) =>
          front(list, width)
            .map((row) => list[row]!.join(" "))
            .sort();
        expect(costs(shuffled)).toEqual(costs(points));
      }),
    ));

  test("looks only at the rows it is given, and never takes a NaN", () => {
    const columns = [Float64Array.of(1, 0, 2, Number.NaN), Float64Array.of(2, 0, 1, 0)];
    expect(Array.from(paretoFront(columns))).toEqual([1]);
    expect(Array.from(paretoFront(columns, [0, 2, 3]))).toEqual([0, 2]);
  });

  test("of 100,000 rows that all trade two costs is all of them", () => {
    const x = Float64Array.from({ length: 100_000 }, (_, row) => (row * 7919) % 100_000);
    expect(paretoFront([x, x.map((cost) => -cost)])).toHaveLength(100_000);
  });

  test("of 3,000 rows that trade two costs or three, each there twice, is the first of each", () => {
    const twice = Float64Array.from({ length: 6_000 }, (_, row) => row % 3_000);
    const first = Array.from({ length: 3_000 }, (_, row) => row);
    const [less, none] = [twice.map((cost) => -cost), twice.map(() => 0)];
    expect(Array.from(paretoFront([twice, less]))).toEqual(first);
    expect(Array.from(paretoFront([twice, less, none]))).toEqual(first);
  });
});

describe("non-dominated ranks", () => {
  test("peel one front after the other", () =>
    fc.assert(
      fc.property(somePoints(40), ({ width, points }) => {
        const ranks = nondominatedRanks(columnsOf(points, width));
        for (const [row, point] of points.entries()) {
          const beaters = [...points.keys()].filter((other) => beats(points[other]!, point));
          expect(ranks[row]).toBe(
            beaters.length === 0 ? 0 : Math.max(...beaters.map((other) => ranks[other]!)) + 1,
          );
        }
      }),
    ));

  test("put a row with a NaN last", () =>
    expect(
      Array.from(nondominatedRanks([Float64Array.of(1, Number.NaN, 2), Float64Array.of(1, 0, 2)])),
    ).toEqual([0, 2, 1]));
});

/** Unit cells of the whole-numbered box that some point beats. */
function countedVolume(points: Points, reference: readonly number[]): number {
  const cells = reference.reduce((product, end) => product * end, 1);
  let count = 0;
  for (let cell = 0; cell < cells; cell++) {
    let rest = cell;
    const corner = reference.map((end) => {
      const level = rest % end;
      rest = (rest - level) / end;
      return level;
    });
    if (points.some((point) => isAsGood(point, corner))) count++;
  }
  return count;
}

describe("hypervolume", () => {
  test("is the number of unit cells that points of whole numbers beat, in 1 to 5 objectives", () =>
    fc.assert(
      fc.property(somePoints(12), ({ width, points }) => {
        const reference = new Array<number>(width).fill(6);
        expect(hypervolume(points, reference)).toBe(countedVolume(points, reference));
      }),
      { numRuns: 400 },
    ));

  test("never shrinks with one more point, and does not depend on the order", () =>
    fc.assert(
      fc.property(
        somePoints(20),
        fc.array(fc.double({ min: 0, max: 8, noNaN: true }), { minLength: 5, maxLength: 5 }),
        ({ width, points }, extra) => {
          const reference = new Array<number>(width).fill(7.5);
          const before = hypervolume(points, reference);
          expect(hypervolume([...points, extra.slice(0, width)], reference)).toBeGreaterThanOrEqual(
            before - 1e-9,
          );
          expect(hypervolume([...points].reverse(), reference)).toBeCloseTo(before, 9);
        },
      ),
    ));

  test("of two overlapping boxes is their sum less the overlap", () =>
    expect(
      hypervolume(
        [
          [1, 2],
          [2, 1],
        ],
        [4, 4],
      ),
    ).toBe(3 * 2 + 2 * 3 - 2 * 2));

  test("counts nothing beyond the reference", () => expect(hypervolume([[5, 0]], [4, 4])).toBe(0));
});

describe("knee points", () => {
  test("the corner of a bent front is its knee: 0.2 + 0.2 from a plane at 1", () => {
    const bent = [0, 0.25, 0.5, 0.75].map((t) => [0.2 * t, 1 - 0.8 * t]);
    const points = [...bent, [0.2, 0.2], ...bent.map(([x = 0, y = 0]) => [y, x]).reverse()];
    expect(kneePoints(points)).toEqual([
      { index: 4, bulge: expect.closeTo((1 - 0.2 - 0.2) / Math.SQRT2, 12) },
    ]);
  });

  test("a straight front has none", () =>
    expect(kneePoints([0, 0.25, 0.5, 0.75, 1].map((x) => [x, 1 - x]))).toEqual([]));

  test("two bends are two knees, the sharper first", () => {
    const wide = [
      [0, 100],
      [5, 50],
      [10, 48],
      [50, 47],
      [52, 10],
      [60, 6],
      [100, 0],
    ];
    expect(kneePoints(wide).map(({ index }) => index)).toEqual([1, 4]);
  });

  test("do not depend on the units of the costs", () => {
    const points = [
      [0, 10],
      [1, 4],
      [4, 1],
      [10, 0.5],
    ];
    const scaled = points.map(([x = 0, y = 0]) => [x * 1e9, y * 1e-6 + 3]);
    expect(kneePoints(scaled).map(({ index }) => index)).toEqual(
      kneePoints(points).map(({ index }) => index),
    );
  });
});
