import { expect, test } from "vitest";
import { solve } from "../../../src/validate/fit/solve.ts";

test("two equations: x + y = 3, x − y = 1", () =>
  expect(
    solve(
      [
        [1, 1],
        [1, -1],
      ],
      [3, 1],
    ),
  ).toEqual([2, 1]));
test("a zero on the diagonal is no obstacle", () =>
  expect(
    solve(
      [
        [0, 2],
        [4, 0],
      ],
      [6, 8],
    ),
  ).toEqual([2, 3]));
test("equations that contradict or repeat each other are refused", () =>
  expect(() =>
    solve(
      [
        [1, 1],
        [1, 1],
      ],
      [1, 2],
    ),
  ).toThrow("singular"));
