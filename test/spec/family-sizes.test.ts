import { describe, expect, test } from "vitest";
import { familyOf, familySizes, lastThat } from "../../src/spec/family-sizes.ts";

const bounds = { default: 8, min: 1, max: 24, powerOfTwo: false, divisors: false };

describe("sizes of a family", () => {
  test("are powers of two, multiples, and where it says so the parts of one machine", () => {
    expect(familySizes({ ...bounds, min: 4, max: 70, powerOfTwo: true })).toEqual([4, 8, 16, 32, 64]);
    expect(familySizes({ ...bounds, multipleOf: 8 })).toEqual([8, 16, 24]);
    expect(familySizes({ ...bounds, multipleOf: 8, divisors: true })).toEqual([1, 2, 4, 8, 16, 24]);
    expect(familySizes({ ...bounds, min: 2, max: 3, multipleOf: 8, divisors: true })).toEqual([2]);
    expect(familySizes({ ...bounds, min: 3, max: 6 })).toEqual([3, 4, 5, 6]);
  });
  test("belong to an id without a number that ends in the name of the parameter", () => {
    const parameters = { gpus: { ...bounds, multipleOf: 8 } };
    expect(familyOf("a100-gpus", { parameters })?.idOf(16)).toBe("a100-gpus16");
    expect(familyOf("a100-gpus64", { parameters })).toBeUndefined();
    expect(familyOf("good-computer", { parameters: {} })).toBeUndefined();
    expect(familyOf("x-constructor", { parameters: {} })).toBeUndefined();
  });
});

test("the last size that holds is found without asking for all", async () => {
  const asked: number[] = [];
  const holds = (most: number) => (size: number) => {
    asked.push(size);
    return Promise.resolve(size <= most);
  };
  const sizes = Array.from({ length: 1000 }, (_, index) => index + 1);
  expect(await lastThat(sizes, holds(377))).toBe(376);
  expect(asked.length).toBeLessThanOrEqual(10);
  expect(await lastThat(sizes, holds(0))).toBe(-1);
  expect(await lastThat(sizes, holds(5000))).toBe(999);
});
