import { describe, expect, test } from "vitest";
import { planCache, planMatmul, type MatmulTarget } from "../../../src/cost/matmul/matmul-plan.ts";
import { NOMINAL_MACS_PER_CYCLE } from "../../../src/cost/tile/amp.ts";
import type { Arithmetic } from "../../../src/cost/arithmetic.ts";
import { DENSE_MATMULS_BOW_FP16 } from "../fixtures/dense-matmul-bow.ts";

const BOW_HERTZ = 1.85e9;

function ipu(arithmetic: Arithmetic = "fp16_16", availableMemoryProportion = 0.6): MatmulTarget {
  return {
    tiles: 1472,
    sramBytesPerTile: 638_976,
    arithmetic,
    macsPerCycle: NOMINAL_MACS_PER_CYCLE[arithmetic],
    availableMemoryProportion,
    weightLoadBytesPerCycle: 8,
    exchangeBytesPerCycle: 4,
    pairFactor: 2,
    phaseCycles: 500,
  };
}
const CUBE = { groups: 1, rows: 4096, inner: 4096, columns: 4096 };

describe("4096³ on 1,472 tiles with uncalibrated constants", () => {
  test.each([
    ["fp16_16", 0.6, 1_198_273],
    ["fp16_16", 0.2, 1_493_360],
    ["fp16_32", 0.6, 2_255_854],
    ["fp16_32", 0.2, 2_765_024],
    ["fp32", 0.6, 4_412_684],
  ] as const)("%s at memory proportion %d takes %d cycles within 1 %%", (arithmetic, proportion, cycles) =>
    expect(Math.abs(planMatmul(CUBE, ipu(arithmetic, proportion)).cycles / cycles - 1)).toBeLessThan(0.01),
  );

  test("fp16_16 at 0.6 goes to 14 × 8 × 13 tiles in 4 serial steps of 293×320×128", () => {
    const plan = planMatmul(CUBE, ipu());
    expect(plan.splits).toMatchObject({ rows: 14, columns: 8, inner: 13, serialColumns: 4, serialInner: 1 });
    expect(plan.tilesUsed).toBe(14 * 8 * 13);
    expect(plan.matmulCycles).toBe(4 * 221_335);
    expect(plan.temporaryBytesPerTile).toBe(293 * 320 * 2 + 320 * 128 * 2 + 293 * 128 * 2);
    expect(plan.exchangeCycles).toBeCloseTo(
      (4 * (293 * 320 * 2 * (7 / 8) * (1 / 2) + 320 * 128 * 2 * (13 / 14) + 293 * 128 * 2)) / 4,
    );
    expect(plan.syncCycles).toBe(4 * 2 * 500);
    const received = 293 * 320 * 2 * (7 / 8) + 320 * 128 * 2 * (13 / 14) + 293 * 128 * 2;
    expect(plan.exchangeBytes).toBeCloseTo(14 * 8 * 13 * 4 * received, 3);
  });
});

test("one AMP block on one tile: the AMP law, one phase, nothing exchanged", () => {
  const plan = planMatmul({ groups: 1, rows: 16, inner: 16, columns: 16 }, { ...ipu(), tiles: 1 });
  expect(plan.cycles).toBe(409 + 500);
  expect(plan.exchangeBytes).toBe(0);
  expect(plan.sramBytes).toBe(16 * 16 * 2 + 16 * 16 * 2 + 16 * 16 * 2); // weights, field, sums stored
  expect(plan.temporaryBytesPerTile).toBe(3 * 16 * 16 * 2);
});

test("as many tiles as groups: every tile has a group of its own and nothing is exchanged", () => {
  const plan = planMatmul({ groups: 64, rows: 64, inner: 64, columns: 64 }, { ...ipu(), tiles: 64 });
  expect(plan.splits.groups).toBe(64);
  expect(plan.cycles).toBe(7663 + 500);
  expect(plan.exchangeBytes).toBe(0);
});

test("twice as many groups as tiles: two on each tile, for one call and one phase", () => {
  const plan = planMatmul({ groups: 128, rows: 64, inner: 64, columns: 64 }, { ...ipu(), tiles: 64 });
  expect(plan.tilesUsed).toBe(64);
  expect(plan.matmulCycles).toBe(2 * 7663 - 74); // 74 of a call are not repeated: 50 + 6 · (7 − 3)
});

test("what fits no tile is planned for least memory and says so", () => {
  const plan = planMatmul(CUBE, { ...ipu(), tiles: 4, sramBytesPerTile: 20_000 });
  expect(plan.fits).toBe(false);
  expect(plan.temporaryBytesPerTile).toBe((4096 / 4) * 16 * 2 + 16 * 16 * 2 + (4096 / 4) * 16 * 2);
});

test("FP16 matmuls of 256 columns and more on Bow: rms error below 6 % of what was measured", () => {
  const errors = DENSE_MATMULS_BOW_FP16.filter(([, columns]) => columns >= 256).map(
    ([size, columns, teraflops]) => {
      const { cycles } = planMatmul({ groups: 1, rows: columns, inner: size, columns: size }, ipu());
      return (2 * size * size * columns * BOW_HERTZ) / cycles / (teraflops * 1e12) - 1;
    },
  );
  expect(errors.length).toBe(18);
  expect(Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length)).toBeLessThan(0.06);
});

test("a remembered plan is the plan", () => {
  const plan = planCache(ipu());
  expect(plan(CUBE)).toEqual(planMatmul(CUBE, ipu()));
  expect(plan({ ...CUBE })).toBe(plan(CUBE));
  expect(plan({ ...CUBE, rows: 512 })).toEqual(planMatmul({ ...CUBE, rows: 512 }, ipu()));
});
