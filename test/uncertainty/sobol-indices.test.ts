import { describe, expect, test } from "vitest";
import { scrambledSobol } from "../../src/explore/strategies/sobol.ts";
import { sobolIndices } from "../../src/uncertainty/sobol-indices.ts";

const design = {
  rows: 2048,
  coordinate: (row: number, axis: number, design: "a" | "b") =>
    scrambledSobol(row, design === "a" ? axis : 3 + axis, 1),
};

describe("Sobol indices", () => {
  test("of the Ishigami function are the known ones: 0.3139, 0.4424, 0 alone and 0.5576, 0.4424, 0.2437 in all", async () => {
    const [a, b] = [7, 0.1];
    const ishigami = (u: readonly number[]): readonly number[] => {
      const [x, y, z] = u.map((one) => Math.PI * (2 * one - 1)) as [number, number, number];
      return [Math.sin(x) + a * Math.sin(y) ** 2 + b * z ** 4 * Math.sin(x)];
    };
    // V = a²/8 + b·π⁴/5 + b²·π⁸/18 + 1/2; V1 = (1 + b·π⁴/5)²/2; V2 = a²/8; V13 = b²·π⁸·(1/18 − 1/50).
    const variance = a ** 2 / 8 + (b * Math.PI ** 4) / 5 + (b ** 2 * Math.PI ** 8) / 18 + 1 / 2;
    const first = [(1 + (b * Math.PI ** 4) / 5) ** 2 / 2 / variance, a ** 2 / 8 / variance, 0];
    const both = (b ** 2 * Math.PI ** 8 * (1 / 18 - 1 / 50)) / variance;
    const [indices] = await sobolIndices({ ...design, dimensions: 3, model: async (u) => ishigami(u) });
    for (const [axis, index] of indices!.entries()) {
      expect(Math.abs(index.first - first[axis]!)).toBeLessThan(0.02);
      expect(Math.abs(index.total - (first[axis]! + (axis === 1 ? 0 : both)))).toBeLessThan(0.02);
    }
  });

  test("of a sum are the shares of the variances, and nothing acts together", async () => {
    const [indices] = await sobolIndices({
      ...design,
      dimensions: 2,
      model: async ([x = 0, y = 0]) => [3 * x + y],
    });
    expect(indices![0]!.first).toBeCloseTo(9 / 10, 2);
    expect(indices![1]!.first).toBeCloseTo(1 / 10, 2);
    expect(indices!.map(({ total, first }) => total - first)).toEqual([
      expect.closeTo(0, 2),
      expect.closeTo(0, 2),
    ]);
  });

  test("of a constant are none, and rows without a result are left out", async () => {
    const model = async ([x = 0]: readonly number[]) => (x > 0.5 ? undefined : [0.1]);
    const [indices] = await sobolIndices({ ...design, rows: 64, dimensions: 2, model });
    expect(indices).toEqual([
      { first: 0, total: 0 },
      { first: 0, total: 0 },
    ]);
  });
});
