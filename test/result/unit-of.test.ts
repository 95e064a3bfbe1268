import { expect, test } from "vitest";
import { unitOf } from "../../src/result/unit-of.ts";
import { powersOfUnit } from "../../src/units/powers-of-unit.ts";
import { DIMENSIONLESS, multiplyPowers, scalePowers } from "../../src/units/powers.ts";

const [byte, second, dollar] = ["B", "s", "USD"].map(powersOfUnit) as [
  readonly number[],
  readonly number[],
  readonly number[],
];

test("powers that have a name are written by it, as a quantity's or as a metric's unit", () => {
  expect(["W", "B", "s", "USD", "FLOP/J"].map((unit) => unitOf(powersOfUnit(unit)))).toEqual([
    ...["W", "B", "s", "USD", "FLOP/J"],
  ]);
  expect(unitOf(DIMENSIONLESS)).toBe("");
});

test("others are a product of base units with their powers", () => {
  expect(unitOf(multiplyPowers(byte, second, -2))).toBe("B·s^-2");
  expect(unitOf(multiplyPowers(scalePowers(second, 2), dollar))).toBe("s^2·USD");
});
