import { describe, expect, test } from "vitest";
import type { Arch, RooflineChip, TiledChip } from "../../src/arch/arch.ts";
import { throttleStretch, workJoules } from "../../src/cost/energy/energy.ts";
import { exchangeCodeBytes, exchangeCycles, superstepCycles } from "../../src/cost/tile/exchange.ts";
import { capexShareDollars, carbonKilograms, electricityDollars } from "../../src/cost/energy/money.ts";
import { rooflineMatmul, rooflineVector } from "../../src/cost/roofline/roofline.ts";
import { streamingSeconds } from "../../src/cost/streaming.ts";
import { externalSyncSeconds, internalSyncSeconds } from "../../src/cost/tile/sync.ts";

const exchange = { bytesPerCycle: 4, pairFactor: 2, fixedCycles: 100, syncCycles: 90, phaseCycles: 500 };
const links = { count: 1, bytesPerSecondEach: 100, latencySeconds: 1, joulesPerByte: 7 };

/** Four tiles of round numbers. */
const tinyChip: TiledChip = {
  architecture: "tiled",
  id: "tiny",
  tiles: 4,
  workersPerTile: 6,
  sramBytesPerTile: 1000,
  sramBytes: 4000,
  clockHertz: 100,
  loadStoreBytesPerCycle: 24,
  weightLoadBytesPerCycle: 8,
  macsPerCycle: { fp16_16: 64 },
  joulesPerFlop: { fp16_16: 2 },
  exchange,
  links,
  power: {
    idleWatts: 10,
    capWatts: 100,
    sramJoulesPerByte: 3,
    exchangeJoulesPerByte: 5,
    vectorJoulesPerFlop: 11,
  },
};

describe("exchange and sync", () => {
  test("a tile sends and receives at once: the larger of both at 4 bytes a cycle, after 100", () =>
    expect(exchangeCycles({ sentBytes: 80, receivedBytes: 400 }, exchange)).toBe(100 + 400 / 4));
  test("neighbours that receive the same data take half the time, sending none", () => {
    expect(exchangeCycles({ sentBytes: 80, receivedBytes: 400, paired: true }, exchange)).toBe(100 + 400 / 8);
    expect(exchangeCycles({ sentBytes: 400, receivedBytes: 400, paired: true }, exchange)).toBe(
      100 + 400 / 4,
    );
  });
  test("each fragment takes three control words", () =>
    expect(exchangeCycles({ sentBytes: 0, receivedBytes: 0, fragments: 5 }, exchange)).toBe(100 + 15));
  test("a superstep is compute, then sync, then exchange", () =>
    expect(superstepCycles(1000, { sentBytes: 0, receivedBytes: 40 }, exchange)).toBe(1000 + 90 + 100 + 10));
  test("exchange code grows with fragments and messages", () =>
    expect(exchangeCodeBytes(3, 2, 4)).toBe(3 * (32 + 12 * 2 + 8 * 4)));
  test("an on-chip sync is 90 cycles of the clock", () =>
    expect(internalSyncSeconds(tinyChip)).toBe(90 / 100));
  test("sixteen chips sync in five hops there and back; one chip has nobody to wait for", () => {
    expect(externalSyncSeconds(16)).toBeCloseTo(2 * 15e-9 * 5, 15);
    expect(externalSyncSeconds(1)).toBe(0);
  });
});

describe("streaming memory and host", () => {
  const streaming = { bytes: 1e6, bytesPerSecond: 100, chipBytesPerSecond: 40, joulesPerByte: 1 };
  test("one chip streams at its own rate, four share the machine's", () => {
    expect(streamingSeconds(200, 1, streaming)).toBe(200 / 40);
    expect(streamingSeconds(200, 4, streaming)).toBe(200 / (100 / 4));
  });
});

describe("energy", () => {
  test("each amount has its energy", () =>
    expect(
      workJoules(
        { matmulFlops: 1, vectorFlops: 10, sramBytes: 100, exchangeBytes: 1000, linkBytes: 10_000 },
        "fp16_16",
        tinyChip,
      ),
    ).toEqual({ matmul: 2, vector: 110, sram: 300, exchange: 5000, links: 70_000 }));
  test("a format the chip does not have is no free lunch", () => {
    const counts = { matmulFlops: 1, vectorFlops: 0, sramBytes: 0, exchangeBytes: 0, linkBytes: 0 };
    expect(() => workJoules(counts, "fp32", tinyChip)).toThrow("tiny has no energy for fp32");
  });
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
    kernelLaunchSeconds: 7,
    kernelRampSeconds: 3,
    links,
    power: { idleWatts: 1, capWatts: 10 },
  };
  test("a large matmul is bound by the matrix units, at the efficiency of its smallest side", () => {
    const shape = { groups: 1, rows: 1000, inner: 1000, columns: 90 };
    const efficiency = (0.8 * 90) / (90 + 10);
    expect(rooflineMatmul(shape, "fp16_32", 2, { ...chip, memoryBytesPerSecond: 1e9 })).toEqual({
      seconds: (2 * 1000 * 1000 * 90) / (1000 * efficiency) + 3,
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
