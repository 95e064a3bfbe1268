import { describe, expect, test } from "vitest";
import { MEMORY_KILOGRAMS } from "../../src/silicon/package-constants.ts";
import {
  interposerArea,
  packageDollars,
  packageKilograms,
  packageYield,
} from "../../src/silicon/package-cost.ts";
import { goodDieDollars } from "../../src/silicon/die-cost.ts";
import { processOf } from "./process-of.ts";

const die = (dollars: number) => ({ squareMetres: 823e-6, dollars });

describe("a packaged die", () => {
  test("by hand: die and sort, substrate of four times its area, assembly and test, one bond, a tenth of other", () => {
    const parts = 172 + 200 / 120 + 823e-6 * 4 * 10_700 + 20 + 2.07;
    expect(packageDollars({ dies: [die(172)] }).total).toBeCloseTo(parts / 0.99 / 0.9, 9);
  });

  test("parts add up to the total", () => {
    const { logic, memory, packaging, lost, other, total } = packageDollars({
      dies: [die(172), die(172)],
      memory: { generation: "hbm3", stacks: 4, bytes: 64e9 },
    });
    expect(logic + memory + packaging + lost + other).toBeCloseTo(total, 9);
  });

  test("two dies with four stacks have seven bonds, with the interposer's", () =>
    expect(packageYield(2, 4)).toBeCloseTo(0.99 ** 7, 12));
});

describe("published bills of materials", () => {
  // Raymond James: die 300, HBM 1,350, packaging 750, other 920.
  test("H100: $3,320 within a factor 1.3, and each part within 1.5 but the rest, which is larger there", async () => {
    const redundancy = { groups: 8, units: 9, needed: 8, repairableFraction: 0.75 };
    const logic = goodDieDollars({ squareMetres: 814e-6, process: await processOf("n4"), redundancy }, 2022);
    const bill = packageDollars({
      dies: [{ squareMetres: 814e-6, dollars: logic }],
      memory: { generation: "hbm3", stacks: 5, bytes: 80e9 },
    });
    expect(3320 / bill.total).toBeLessThan(1.3);
    expect(3320 / bill.total).toBeGreaterThan(1 / 1.3);
    for (const [part, dollars] of [
      ["logic", 300],
      ["memory", 1350],
      ["packaging", 750],
    ] as const) {
      expect(bill[part] / dollars).toBeGreaterThan(1 / 1.5);
      expect(bill[part] / dollars).toBeLessThan(1.5);
    }
  });

  test("A100's interposer is 1,575 mm²", () => expect(interposerArea(826e-6, 6) * 1e6).toBeCloseTo(1576, -1));
});

describe("carbon", () => {
  test("A100's six HBM stacks of 16 GB: 109 kg within 5 %", () =>
    expect((96e9 * MEMORY_KILOGRAMS.hbm2e.value) / 109).toBeCloseTo(1, 1.3));

  test("a package adds 150 g and what is lost with bad ones", () =>
    expect(packageKilograms(18.7, 1, undefined)).toBeCloseTo((18.7 + 0.15) / 0.99, 9));
});
