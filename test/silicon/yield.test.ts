import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainYield, repairedYield } from "../../src/silicon/yield.ts";

describe("yield without repair", () => {
  test("clustering 2 and one defect on average: (1 + 1/2)^-2; without clustering 1/e", () => {
    expect(plainYield({ mean: 1, clustering: 2 })).toBeCloseTo(1.5 ** -2, 12);
    expect(plainYield({ mean: 1, clustering: Infinity })).toBeCloseTo(Math.exp(-1), 12);
  });

  test("GC200's 8.23 cm² at 0.09 /cm²: 48.9 % at alpha 10, 51.6 % at alpha 3, 47.7 % by Poisson", () => {
    const of = (clustering: number) => plainYield({ mean: 8.23 * 0.09, clustering });
    expect([10, 3, Infinity].map((alpha) => Number(of(alpha).toFixed(3)))).toEqual([0.489, 0.516, 0.477]);
  });
});

describe("yield with spare parts", () => {
  test("where nothing is spare it is the plain yield", () => {
    const redundancy = { groups: 3, units: 4, needed: 4, repairableFraction: 0.6 };
    for (const clustering of [1, 2, 10, Infinity])
      expect(repairedYield({ mean: 0.8, clustering }, redundancy)).toBeCloseTo(
        plainYield({ mean: 0.8, clustering }),
        5,
      );
  });

  test("Poisson, two parts of which one is needed, all repairable: 1 - (1 - e^(-m/2))²", () => {
    const half = Math.exp(-0.6 / 2);
    const redundancy = { groups: 1, units: 2, needed: 1, repairableFraction: 1 };
    expect(repairedYield({ mean: 0.6, clustering: Infinity }, redundancy)).toBeCloseTo(
      1 - (1 - half) ** 2,
      12,
    );
  });

  // CAPA prints both yields of each die; the mean of its defects follows from the first by the negative binomial.
  test.each([
    ["A100, 5 of 6", 0.452, 0.726, 0.75, 6, 5],
    ["MI300X compute die, 38 of 40", 0.87, 0.98, 0.85, 40, 38],
    ["Sapphire Rapids, 14 of 15", 0.66, 0.79, 0.47, 15, 14],
  ])("CAPA: %s", (_, unrepaired, repaired, repairableFraction, units, needed) => {
    const defects = { mean: 10 * (unrepaired ** -0.1 - 1), clustering: 10 };
    const redundancy = { groups: 1, units, needed, repairableFraction };
    expect(Math.abs(repairedYield(defects, redundancy) - repaired)).toBeLessThan(0.005);
  });

  test("CAPA: A100 without repair from area and density alone, 8.26 cm² at 0.1", () =>
    expect(Math.abs(plainYield({ mean: 0.826, clustering: 10 }) - 0.45)).toBeLessThan(0.005));

  test("more area, fewer spares or fewer repairable parts never yield better; a yield is a share", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const sizes = fc.record({
      mean: fc.double({ min: 0, max: 5, noNaN: true }),
      more: share,
      repairable: share,
    });
    const parts = fc.record({
      groups: fc.integer({ min: 1, max: 20 }),
      units: fc.integer({ min: 2, max: 30 }),
    });
    fc.assert(
      fc.property(sizes, parts, fc.integer({ min: 1, max: 3 }), (size, { groups, units }, spares) => {
        const needed = Math.max(1, units - spares);
        const at = (mean: number, need: number, repairableFraction: number): number =>
          repairedYield({ mean, clustering: 10 }, { groups, units, needed: need, repairableFraction });
        const plain = at(size.mean, needed, size.repairable);
        expect(plain).toBeGreaterThanOrEqual(0);
        expect(plain).toBeLessThanOrEqual(1 + 1e-12);
        expect(at(size.mean + size.more, needed, size.repairable)).toBeLessThanOrEqual(plain + 1e-9);
        expect(at(size.mean, needed + 1, size.repairable)).toBeLessThanOrEqual(plain + 1e-9);
        expect(at(size.mean, needed, size.repairable / 2)).toBeLessThanOrEqual(plain + 1e-9);
      }),
      { numRuns: 100, seed: 7 },
    );
  });
});
