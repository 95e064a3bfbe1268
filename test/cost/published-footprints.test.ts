import { describe, expect, test } from "vitest";
import { capexShareDollars, carbonKilograms, electricityDollars } from "../../src/cost/energy/money.ts";

const HOUR = 3600;
const KWH = 3.6e6;

/** Chips at a mean power for so many hours, as all of these publications reckon it. */
const chipHours = (hours: number, watts: number): number => hours * HOUR * watts;
const grid = (pue: number, kilogramsPerKwh: number) => ({
  pue,
  gridKilogramsPerJoule: kilogramsPerKwh / KWH,
});
const within = (value: number, published: number, share: number): void =>
  expect(Math.abs(value / published - 1)).toBeLessThanOrEqual(share);

/**
 * Published energy is hours times a stated power times a stated overhead, and published carbon that energy times a
 * stated factor: what reproduces is the arithmetic under each source's own convention, not a measurement.
 */
describe("published footprints under their own conventions", () => {
  test("GPT-3: 10,000 V100 for 14.8 days at 330 W and PUE 1.10 are 1,287 MWh, at 429 g/kWh 552 t (Patterson 2021)", () => {
    const joules = chipHours(10_000 * 14.8 * 24, 330);
    within((joules * 1.1) / KWH, 1_287_000, 0.003);
    within(carbonKilograms(joules, grid(1.1, 0.429)), 552_000, 0.003);
  });

  test("T5-11B: 512 TPU v3 for 20 days at 310 W and PUE 1.12 are 85.7 MWh (Patterson 2021)", () =>
    within((chipHours(512 * 20 * 24, 310) * 1.12) / KWH, 85_700, 0.005));

  test("BLOOM: 1,082,990 hours of an A100 at 400 W are 433,196 kWh, at 57 g/kWh 24.7 t (Luccioni 2022)", () => {
    const joules = chipHours(1_082_990, 400);
    within(joules / KWH, 433_196, 1e-6);
    within(carbonKilograms(joules, grid(1, 0.057)), 24_700, 0.001);
  });

  test("LLaMA-65B: 1,022,362 hours of an A100 at 400 W and PUE 1.1 are 449 MWh, at 385 g/kWh 173 t (Touvron 2023)", () => {
    const joules = chipHours(1_022_362, 400);
    within((joules * 1.1) / KWH, 449_000, 0.003);
    within(carbonKilograms(joules, grid(1.1, 0.385)), 173_000, 0.002);
  });

  test("the same hours differ sevenfold between the grids of LLaMA and BLOOM: the factor must be told", () => {
    const joules = chipHours(1e6, 400);
    const ratio = carbonKilograms(joules, grid(1.1, 0.385)) / carbonKilograms(joules, grid(1, 0.057));
    expect(ratio).toBeCloseTo((1.1 * 0.385) / 0.057, 9);
    expect(ratio).toBeGreaterThan(7);
  });

  test("GPT-3 in a cloud: 3.14e23 FLOPs at 28 TFLOP/s of a V100 for $1.50 an hour are $4.6 M (Lambda 2020)", () =>
    within((3.14e23 / 28e12 / HOUR) * 1.5, 4.6e6, 0.02));

  test("DeepSeek-V3: 2.788 million hours of an H800 at $2 are $5.576 M", () =>
    expect(2.788e6 * 2).toBeCloseTo(5.576e6, 6));

  test("GPT-3's electricity at $0.08/kWh is only $103,000: what costs is the machine", () =>
    within(
      electricityDollars(1_287_000 * KWH, { pue: 1, electricityDollarsPerJoule: 0.08 / KWH }),
      103_000,
      0.001,
    ));

  test("Cottier: $1 M of hardware used for 1,000 of the year's 8,760 hours costs 1000/8760 · 0.14 · ln 10 of it", () => {
    const economics = {
      ...({ depreciation: "declining", declineOrdersPerYear: 0.14 } as const),
      ...{ lifetimeSeconds: 1, utilisationFraction: 1 },
    };
    within(capexShareDollars(1e6, 1000 * HOUR, economics), (1e6 * 1000 * 0.14 * Math.log(10)) / 8760, 0.001);
  });
});
