import { expect, test } from "vitest";
import { residualSpread } from "../../../src/validate/fit/residual-spread.ts";

test("each family of runs says how far the constant would have to move: r / d, against the sign of both", () => {
  const [down, up] = residualSpread({
    residuals: [0.1, 0.1, -0.3],
    derivatives: [0.5, 0.5, 1],
    weights: [1, 1, 1],
    families: ["a", "a", "b"],
  });
  expect(down).toBeCloseTo(-0.2, 12);
  expect(up).toBeCloseTo(0.3, 12);
});

test("records that do not hinge on the constant do not widen it", () => {
  const [down, up] = residualSpread({
    residuals: [0.1, -0.1, 3],
    derivatives: [1, 1, 0.01],
    weights: [1, 1, 1],
    families: ["a", "b", "c"],
  });
  expect([down, up]).toEqual([-0.1, 0.1]);
});

test("a value that all residuals pull one way is its own other end; none is believed beyond four times", () => {
  const one = { residuals: [3], derivatives: [-1], weights: [1], families: ["a"] };
  expect(residualSpread(one)).toEqual([0, Math.log(4)]);
  expect(residualSpread({ ...one, derivatives: [0] })).toEqual([0, 0]);
});
