import { expect, test } from "vitest";
import { differences, shown, sixDigits } from "./differences.ts";

test("equal trees have no differences", () =>
  expect(differences({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toEqual([]));

test("the largest relative change comes first, what came or went before all", () => {
  const found = differences({ slow: 100, fast: 10, gone: 1 }, { slow: 101, fast: 12 });
  expect(found.map((d) => d.path)).toEqual(["gone", "fast", "slow"]);
  expect(found[1]?.relative).toBeCloseTo((12 - 10) / 10, 12);
});

test("a difference is shown with its sign and percentage", () =>
  expect(shown(differences({ a: 200 }, { a: 190 }))).toBe("a: 200 → 190 (-5.00 %)"));

test("six significant digits are kept", () =>
  expect(sixDigits({ a: 1 / 3, b: 1234567 })).toEqual({ a: 0.333333, b: 1234570 }));
