import { describe, expect, test } from "vitest";
import type { Arch, RooflineChip } from "../../src/arch/arch.ts";
import { throttleStretch } from "../../src/cost/energy/energy.ts";
import { capexShareDollars, carbonKilograms, electricityDollars } from "../../src/cost/energy/money.ts";
import { rooflineMatmul, rooflineVector } from "../../src/cost/roofline/roofline.ts";
import { streamingSeconds } from "../../src/cost/streaming.ts";
import { TINY_SOFTWARE } from "../helpers/tiny.ts";

const links = { count: 1, bytesPerSecondEach: 100, latencySeconds: 1, joulesPerByte: 7 };

describe("streaming memory and host", () => {
  const streaming = { bytes: 1e6, bytesPerSecond: 100, chipBytesPerSecond: 40, joulesPerByte: 1 };
  test("one chip streams at its own rate, four share the machine's", () => {
    expect(streamingSeconds(200, 1, streaming)).toBe(200 / 40);
    expect(streamingSeconds(200, 4, streaming)).toBe(200 / (100 / 4));
  });
});

describe("energy", () => {
  test("below the cap nothing is slowed", () => expect(throttleStretch(10, 90, 100)).toBe(1));
  test("twice the dynamic power that the cap leaves takes twice as long, at exactly the cap", () => {
    const stretch = throttleStretch(10, 180, 100);
    expect(stretch).toBe(2);
    expect(10 + 180 / stretch).toBe(100);
  });
  test("no clock is slow enough for an idle power above the cap", () =>
    expect(throttleStretch(100, 1, 90)).toBe(Infinity));
});

describe("money", () => {
  const economics: Arch["economics"] = {
    pue: 1.5,
    electricityDollarsPerJoule: 2,
    gridKilogramsPerJoule: 4,
    depreciation: "straight-line",
    lifetimeSeconds: 1000,
    utilisationFraction: 0.5,
    declineOrdersPerYear: 0.14,
    cloudDollarsPerSecond: undefined,
  };
  test("a run pays for its share of the hours in which the system works", () =>
    expect(capexShareDollars(800, 50, economics)).toBe((800 * 50) / (1000 * 0.5)));
  test("or for what the system loses of its value meanwhile: 0.14 orders of magnitude, 32 %, in its first year", () => {
    const year = 365.25 * 86_400;
    const declining = { ...economics, depreciation: "declining" } as const;
    expect(capexShareDollars(800, year, declining)).toBeCloseTo(800 * 0.14 * Math.log(10), 9);
    expect(1 - 10 ** -0.14).toBeCloseTo(0.276, 3);
    expect(0.14 * Math.log(10)).toBeCloseTo(0.322, 3);
  });
  test("electricity and carbon count the building's overhead", () => {
    expect(electricityDollars(10, economics)).toBe(10 * 1.5 * 2);
    expect(carbonKilograms(10, economics)).toBe(10 * 1.5 * 4);
  });
});

describe("roofline chip", () => {
  const chip: RooflineChip = {
    architecture: "roofline",
    id: "gpu",
    peakFlopsPerSecond: { fp16_32: 1000 },
    joulesPerFlop: { fp16_32: 1 },
    vectorFlopsPerSecond: 100,
    memoryBytes: 1e6,
    memoryBytesPerSecond: 50,
    memoryJoulesPerByte: 1,
    matmulEfficiency: 0.8,
    matmulHalfSize: 10,
    sustainedFraction: 1,
    software: { training: TINY_SOFTWARE, inference: TINY_SOFTWARE },
    kernelRampSeconds: 3,
    links,
    power: { idleWatts: 1, capWatts: 10 },
  };
  test("a large matmul is bound by the matrix units, at the efficiency of its smallest side", () => {
    const shape = { groups: 1, rows: 1000, inner: 1000, columns: 90 };
    const efficiency = (0.8 * 90) / (90 + 10);
    expect(rooflineMatmul(shape, "fp16_32", 2, { ...chip, memoryBytesPerSecond: Infinity })).toEqual({
      seconds: expect.closeTo((2 * 1000 * 1000 * 90) / (1000 * efficiency) + 3, 5) as number,
      memoryBytes: (1000 * 1000 + 2 * 1000 * 90) * 2,
    });
  });
  test("a vector kernel waits for memory or for its FLOPs", () => {
    expect(rooflineVector(100, 500, chip).seconds).toBe(500 / 50 + 3);
    expect(rooflineVector(10_000, 500, chip).seconds).toBe(10_000 / 100 + 3);
  });
  test("a format the chip does not have is refused", () =>
    expect(() => rooflineMatmul({ groups: 1, rows: 1, inner: 1, columns: 1 }, "fp32", 4, chip)).toThrow(
      "gpu has no fp32 arithmetic",
    ));
});
