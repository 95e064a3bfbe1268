import { expect, test } from "vitest";
import { discreteAxis, type Axis } from "../../../src/explore/axes/axis.ts";
import { levelOf, shareOfLevel } from "../../../src/explore/axes/unit-cube.ts";

const four = discreteAxis({ name: "chips" }, [1, 2, 4, 8]);

test("four values have a quarter of [0, 1] each, the last of them its end too", () =>
  expect([0, 0.24, 0.25, 0.5, 0.99, 1].map((share) => levelOf(four, share))).toEqual([0, 0, 1, 2, 3, 3]));

test("a value stands in the middle of its quarter, where rounding cannot move it to the next", () =>
  expect([0, 1, 2, 3].map((level) => shareOfLevel(four, level))).toEqual([0.125, 0.375, 0.625, 0.875]));

test("numbers between two ends have no levels", () => {
  const clock: Axis = { kind: "continuous", name: "clock", unit: "Hz", from: 1, to: 2, scale: "linear" };
  expect(() => levelOf(clock, 0.5)).toThrow("clock has no levels");
  expect(() => shareOfLevel(clock, 0)).toThrow("clock has no levels");
});
