import { beforeAll, describe, expect, test } from "vitest";
import {
  dieYield,
  goodDieDollars,
  goodDieKilograms,
  goodStackDollars,
  waferDollars,
} from "../../src/silicon/die-cost.ts";
import { grossDies } from "../../src/silicon/gross-dies.ts";
import type { Process } from "../../src/silicon/process.ts";
import { processOf } from "./process-of.ts";

let n7: Process;
let n16: Process;
let n4: Process;
beforeAll(async () => {
  [n7, n16, n4] = (await Promise.all(["n7", "n16", "n4"].map(processOf))) as [Process, Process, Process];
});

/** 24 rows in each of 16 columns, of which 23 are used; tiles alone can be repaired. */
const GC200 = { groups: 16, units: 24, needed: 23, repairableFraction: 0.77 };

describe("the price of a wafer", () => {
  test("is that of the year, on a line between two, level outside", () => {
    expect([2017, 2018, 2019, 2020, 2025].map((year) => waferDollars(n7, year))).toEqual([
      10_000,
      10_000,
      (10_000 + 9346) / 2,
      9346,
      9346,
    ]);
  });
});

describe("dies of which the cost was worked out before", () => {
  // Wafer $9,346, 65 dies a wafer: $144 a site; $172 a good die repaired, $294 without repair.
  test("GC200: 83.6 % yield and $172, 48.9 % and $294 without repair", () => {
    const die = { squareMetres: 823e-6, process: n7, redundancy: GC200 };
    expect(dieYield(die)).toBeCloseTo(0.836, 3);
    expect(waferDollars(n7, 2020) / grossDies(823e-6, n7.wafer)).toBeCloseTo(144, -1);
    expect(goodDieDollars(die, 2020) / 172).toBeCloseTo(1, 1);
    expect(goodDieDollars({ squareMetres: 823e-6, process: n7 }, 2020) / 294).toBeCloseTo(1, 1);
  });

  test("GC2: $59 a site, and $75 a good die at the 0.10 defects /cm² of ttm-cas", () => {
    const site = waferDollars(n16, 2020) / grossDies(800e-6, n16.wafer);
    expect(site / 59).toBeCloseTo(1, 1);
    const redundancy = { groups: 16, units: 20, needed: 19, repairableFraction: 0.73 };
    const process = { ...n16, defectsPerSquareMetre: 1000 };
    expect(goodDieDollars({ squareMetres: 800e-6, process, redundancy }, 2020) / 75).toBeCloseTo(1, 1);
  });

  test("H100: analysts say $200-334", () => {
    const redundancy = { groups: 8, units: 9, needed: 8, repairableFraction: 0.75 };
    const dollars = goodDieDollars({ squareMetres: 814e-6, process: n4, redundancy }, 2022);
    expect(dollars).toBeGreaterThan(200);
    expect(dollars).toBeLessThan(334);
  });

  test("GC200's die emits 18.7 kg: 1,018 kg by 65 dies of which 83.6 % work", () =>
    expect(goodDieKilograms({ squareMetres: 823e-6, process: n7, redundancy: GC200 }) / 18.7).toBeCloseTo(
      1,
      1,
    ));
});

test("a stack of two wafers pays both and the bond, and yields their product", () => {
  const die = { squareMetres: 823e-6, process: n7, redundancy: GC200 };
  const second = { waferDollars: 3000, waferKilograms: 554, yield: 0.5, bondDollars: 654, bondYield: 0.8 };
  expect(goodStackDollars(die, [second], 2020)).toBeCloseTo(
    ((9346 + 3000 + 654) / 9346 / (0.5 * 0.8)) * goodDieDollars(die, 2020),
    9,
  );
  expect(goodDieKilograms(die, [second])).toBeCloseTo(
    ((1018 + 554) / 1018 / (0.5 * 0.8)) * goodDieKilograms(die),
    9,
  );
});

test("a larger die costs more than its area: it yields worse and loses more at the rim", () => {
  const of = (area: number) => goodDieDollars({ squareMetres: area, process: n7 }, 2020);
  expect(of(800e-6)).toBeGreaterThan(2 * of(400e-6));
});
