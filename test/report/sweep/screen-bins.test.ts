import { expect, test } from "vitest";
import { binOf, binPair } from "../../../src/explore/store/bins.ts";
import { screenBins } from "../../../src/report/sweep/screen-bins.ts";

const GRID = { columns: 8, rows: 4 };
const binned = (x: readonly number[], y: readonly number[]) =>
  screenBins(binPair({ x: "x", y: "y" }, [Float64Array.from(x), Float64Array.from(y)], [...x.keys()]), GRID);

test("no point is lost and each lies within its cell; there are no more cells than the screen has", () => {
  const x = Array.from({ length: 500 }, (_, at) => 1.01 ** at);
  const y = x.map((value, at) => value * (1 + (at % 7)));
  const bins = binned(x, y);
  expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(500);
  expect(new Set(bins.map((bin) => bin.x)).size).toBeLessThanOrEqual(GRID.columns);
  expect(new Set(bins.map((bin) => bin.y)).size).toBeLessThanOrEqual(GRID.rows);
  for (const [at, value] of x.entries())
    expect(bins.some((b) => b.x <= value && value < b.x2 && b.y <= y[at]! && y[at]! < b.y2)).toBe(true);
});

test("cells are whole bins: 30 bins of 2^(1/1024) on 8 columns are cells of 4", () => {
  const bins = binned([100, 102], [1, 1]);
  expect(binOf(102, 1024) - binOf(100, 1024)).toBe(29);
  expect(bins.map(({ x, x2 }) => x2 / x)).toEqual([
    expect.closeTo(2 ** (4 / 1024)),
    expect.closeTo(2 ** (4 / 1024)),
  ]);
});

test("values below zero have cells that mirror those above; zero has its own", () => {
  const bins = binned([-100, 0, 100], [1, 1, 1]);
  expect(bins.map(({ count }) => count)).toEqual([1, 1, 1]);
  const [below, zero, above] = [...bins].sort((a, b) => a.x - b.x);
  expect([zero?.x, zero?.x2]).toEqual([0, 0]);
  expect([below?.x, below?.x2]).toEqual([-above!.x2, -above!.x]);
});
