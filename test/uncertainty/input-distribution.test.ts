import { expect, test } from "vitest";
import { valueAt } from "../../src/uncertainty/input-distribution.ts";

const input = (low: number, value: number, high: number, unit = "W") => ({
  ...{ path: "x", key: "x", value, unit },
  ends: { low, high },
});

test("a range is triangular: its ends at 0 and 1, its middle where the areas meet", () => {
  const power = input(10, 20, 50);
  expect(valueAt(power, 0)).toBe(10);
  expect(valueAt(power, (20 - 10) / (50 - 10))).toBeCloseTo(20, 12);
  expect(valueAt(power, 1)).toBe(50);
  // Half of the triangle's right side: (50 − x)² / (40 · 30) = 0.5.
  expect(valueAt(power, 0.5)).toBeCloseTo(50 - Math.sqrt(0.5 * 40 * 30), 12);
});

test("its mean is a third of the sum of ends and middle", () => {
  const power = input(10, 20, 50);
  const draws = Array.from({ length: 20_000 }, (_, at) => valueAt(power, (at + 0.5) / 20_000));
  expect(draws.reduce((sum, one) => sum + one, 0) / 20_000).toBeCloseTo((10 + 20 + 50) / 3, 3);
});

test("a range with its most likely value at an end has no other side", () => {
  expect(valueAt(input(10, 10, 50), 0)).toBe(10);
  expect(valueAt(input(10, 50, 50), 1)).toBe(50);
});

test("a count is never between: low, middle twice as often, or high", () => {
  const chips = input(4, 4, 8, "");
  const draws = [0.1, 0.3, 0.6, 0.8].map((u) => valueAt(chips, u));
  expect(draws).toEqual([4, 4, 4, 8]);
});
