import { describe, expect, test } from "vitest";
import { ampCycles, ampLaw, weightBlockElements } from "../../../src/cost/tile/amp.ts";

/** PopLibs PerformanceEstimation.hpp 397-650 evaluated: cycles at 8 and at 16 bytes of weights per cycle. */
const VECTORS = [
  [16, 16, 16, [409, 377], [620, 588], [989, 925], [542, 510]],
  [256, 16, 16, [1345, 1313], [2492, 2460], [6735, 6671], [1502, 1470]],
  [64, 64, 64, [7663, 7151], [13787, 13275], [26307, 25283], [5247, 4991]],
  [128, 128, 128, [47083, 45035], [88515, 86467], [172299, 168203], [28923, 27899]],
  [256, 256, 128, [158643, 154547], [306059, 301963], [602107, 593915], [89723, 87675]],
  [293, 320, 128, [221335, 216215], [428655, 423535], [842931, 832691], [123579, 121019]],
  [512, 128, 128, [145387, 143339], [285123, 283075], [590091, 585995], [78075, 77051]],
] as const;

describe("AMP block law", () => {
  const formats = ["fp16_16", "fp16_32", "fp32", "fp8_16"] as const;
  const cases = VECTORS.flatMap(([rows, inner, columns, ...cycles]) =>
    formats.flatMap((format, f) =>
      [8, 16].map((load, l) => ({ rows, inner, columns, format, load, cycles: cycles[f]?.[l] ?? NaN })),
    ),
  );
  test("there are 56 vectors", () => expect(cases.length).toBe(7 * 4 * 2));
  test.each(cases)("$rows×$inner×$columns $format at $load B/cycle takes $cycles cycles", (c) =>
    expect(ampCycles(c, c.format, c.load)).toBe(c.cycles),
  );

  test("N×16 by 16×16 is within 3 % of the 328 + 4N cycles measured on Bow (tessellate-ipu, IPU Peak Flops)", () => {
    for (const rows of [24, 48, 96, 192, 258, 516, 1020, 2046]) {
      const cycles = ampCycles({ rows, inner: 16, columns: 16 }, "fp16_16", 8);
      expect(Math.abs(cycles / (328 + 4 * rows) - 1)).toBeLessThan(0.03);
    }
  });

  test("two groups cost two single ones, less the call", () => {
    const one = ampCycles({ rows: 96, inner: 32, columns: 32 }, "fp32", 8);
    expect(ampCycles({ rows: 96, inner: 32, columns: 32, groups: 2 }, "fp32", 8)).toBe(2 * one - 50);
  });

  test("half the MACs per cycle means twice the passes, each with half the weight load", () => {
    const rows = 60; // ten rows a worker: (31 + 4 · 7) worker cycles
    const once = 50 + 6 * 7 + 13 + 11;
    const pass = 6 * (30 + 4 * 7) + 14; // all workers equally busy
    expect(ampCycles({ rows, inner: 16, columns: 16 }, "fp16_16", 8)).toBe(once + 18 + 7 + 64 + pass);
    expect(ampCycles({ rows, inner: 16, columns: 16 }, "fp16_16", 8, 32)).toBe(
      once + 18 + 2 * (7 + 32 + pass),
    );
  });

  test("six rows are one a worker, none of whom is idle: six times 25 and 14", () =>
    expect(ampCycles({ rows: 6, inner: 16, columns: 16 }, "fp16_16", 8)).toBe(
      50 + 6 * 7 + 13 + 11 + 18 + 7 + 64 + 6 * 25 + 14,
    ));

  test("a block of weights is 16 columns of 16 halves, 32 quarters, 8 floats; with twice the units 32 columns", () => {
    expect(formats.map(weightBlockElements)).toEqual([16 * 16, 16 * 16, 8 * 16, 32 * 16]);
    expect([32, 64, 128].map((macs) => ampLaw("fp16_16", 8, macs).columnBlock)).toEqual([16, 16, 32]);
  });

  test("no format beats its peak, at any rate of the matrix unit", () => {
    for (const macs of [1, 4, 16, 32, 64, 128, 256])
      for (const format of formats)
        for (const rows of [6, 60, 600]) {
          const cycles = ampCycles({ rows, inner: 256, columns: 256 }, format, 8, macs);
          expect(cycles).toBeGreaterThan((rows * 256 * 256) / macs);
        }
  });
});
