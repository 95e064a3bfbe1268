import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dynamicSparseKernelCycles } from "../../../src/cost/sparse/dynamic-sparse-kernel.ts";
import { planDynamicSparseMatmul } from "../../../src/cost/sparse/dynamic-sparse-matmul.ts";
import type { MatmulTarget } from "../../../src/cost/matmul/matmul-plan.ts";
import { normalUpperTail } from "../../../src/cost/collective/normal-tail.ts";
import { sparseBuckets, type BucketedRegion } from "../../../src/cost/sparse/sparse-buckets.ts";
import { planStaticSparseMatmul, type SparseMatmulShape } from "../../../src/cost/sparse/sparse-matmul.ts";

const BOW: MatmulTarget = {
  tiles: 1472,
  sramBytesPerTile: 638976,
  arithmetic: "fp16_16",
  macsPerCycle: 64,
  availableMemoryProportion: 0.6,
  weightLoadBytesPerCycle: 8,
  exchangeBytesPerCycle: 4,
  pairFactor: 2,
  phaseCycles: 500,
};
const SHAPE: SparseMatmulShape = { m: 2048, k: 2048, n: 1024, density: 1 / 16, block: 16 };
const REGION: BucketedRegion = {
  ...SHAPE,
  rows: 16,
  inner: 128,
  regions: 8,
  bucketsOfRegion: 64,
  elementBytes: 2,
};

describe("dynamic sparse kernels (PopLibs popsparse/PerformanceEstimation.hpp)", () => {
  test("two 16 × 16 half blocks in each of three rows, 60 columns, in one bucket: both halves of a block are loaded", () =>
    expect(
      dynamicSparseKernelCycles({ buckets: 1, rows: 3, perRow: 2, columns: 60, block: 16, format: "half" }),
    ).toBe(40 + 102 + 3 * (1 + 2 * (64 + 3 + 24)) + 6 * (23 + 3 * 2 * 2 * (24 - 3 + 4 * 10))));

  test("ten single halves in each of twelve rows, 16 columns: 30 + 93 + 6·(33 + 2·(12 + 2·(17 + 3·10)))", () =>
    expect(
      dynamicSparseKernelCycles({ buckets: 1, rows: 12, perRow: 10, columns: 16, block: 1, format: "half" }),
    ).toBe(30 + 93 + 6 * (33 + 2 * (12 + 2 * (17 + 3 * 10)))));

  test("three buckets are searched one after the other", () => {
    const work = { rows: 3, perRow: 2, columns: 60, block: 16, format: "half" } as const;
    expect(
      dynamicSparseKernelCycles({ ...work, buckets: 3 }) - dynamicSparseKernelCycles({ ...work, buckets: 1 }),
    ).toBe(2 * 102);
  });

  test("without non-zeros only the search is entered", () =>
    expect(
      dynamicSparseKernelCycles({ buckets: 4, rows: 0, perRow: 0, columns: 16, block: 16, format: "half" }),
    ).toBe(40));
});

describe("buckets of a random pattern", () => {
  test("1,024 blocks in 8 regions of 64 buckets: 128 a region, two a bucket, room for three", () => {
    const { bucketBytes, present } = sparseBuckets(REGION);
    expect(present).toBe(16);
    expect(bucketBytes).toBeCloseTo(3 * 256 * 2 + 2 * (14 + 1.3 * 16 * (2 + 8)), 9);
  });

  test("the fullest of 8 regions lies √(2 · ln 8) deviations of √(128 · 15/16) above the mean", () =>
    expect(sparseBuckets(REGION).fullest).toBeCloseTo(
      128 + Math.sqrt(128 * (15 / 16)) * Math.sqrt(2 * Math.log(8)),
      9,
    ));

  test("large regions are even enough for their buckets; where a bucket holds few blocks some must be handed on", () => {
    expect(sparseBuckets(REGION).turns).toBeLessThan(1e-6);
    const small = { ...REGION, rows: 1, inner: 16, regions: 1024, bucketsOfRegion: 1 };
    expect(sparseBuckets(small).turns).toBeGreaterThan(1);
    expect(sparseBuckets(small).fullest).toBe(1);
  });

  test("a dense pattern has no luck in it: nothing is handed on", () =>
    expect(sparseBuckets({ ...REGION, density: 1 }).turns).toBe(0));

  test("half of a normal variable lies above its mean, 2.275 % above two deviations", () => {
    expect(normalUpperTail(0)).toBeCloseTo(0.5, 7);
    expect(normalUpperTail(2)).toBeCloseTo(0.0227501, 6);
    expect(normalUpperTail(-2)).toBeCloseTo(1 - 0.0227501, 6);
  });
});

describe("dynamic sparse products", () => {
  test("parts add up, and temporaries keep to the memory proportion", () => {
    const plan = planDynamicSparseMatmul(SHAPE, BOW);
    const { cycles, matmulCycles, exchangeCycles, reduceCycles, syncCycles } = plan;
    expect(cycles).toBeCloseTo(matmulCycles + exchangeCycles + reduceCycles + syncCycles, 6);
    expect(plan.temporaryBytesPerTile).toBeLessThanOrEqual(0.6 * BOW.sramBytesPerTile);
  });

  test("2 × 2 full blocks on one tile: a copy, zeroing, two blocks in each of two rows, and room for a second bucket", () => {
    const plan = planDynamicSparseMatmul(
      { m: 32, k: 32, n: 16, density: 1, block: 16 },
      { ...BOW, tiles: 1 },
    );
    const kernel = 40 + 102 + 2 * (1 + 2 * (64 + 3 + 24)) + 6 * (23 + 2 * 2 * 2 * (24 - 3 + 4 * 3));
    expect(plan.matmulCycles).toBe(587 + 451 + 6 * (13 + Math.ceil((512 * 4) / 8 / 6)) + kernel);
    expect(plan.exchangeCycles).toBe(0);
    const bucket = 5 * 256 * 2 + 2 * (14 + 1.3 * 2 * (2 + 2));
    expect(plan.temporaryBytesPerTile).toBeCloseTo(1024 + 2 * bucket + 512 * 4, 9);
  });

  test("three block rows on three tiles, each of which takes in 32 bytes of its own: no pairs", () => {
    const plan = planDynamicSparseMatmul({ m: 48, k: 16, n: 1, density: 1, block: 16 }, { ...BOW, tiles: 3 });
    expect(plan.exchangeCycles).toBe(32 / 4);
  });

  test("where no division fits, that of least temporary bytes is told", () => {
    const ample = planDynamicSparseMatmul(SHAPE, BOW);
    const short = planDynamicSparseMatmul(SHAPE, { ...BOW, availableMemoryProportion: 1e-6 });
    expect(short.temporaryBytesPerTile).toBeLessThan(ample.temporaryBytesPerTile);
    expect(short.cycles).toBeGreaterThan(ample.cycles);
  });

  test("a pattern that is data costs more than one known to the compiler", () =>
    expect(planDynamicSparseMatmul(SHAPE, BOW).cycles).toBeGreaterThan(
      planStaticSparseMatmul(SHAPE, BOW).cycles,
    ));

  test("any product has a finite price, and sixteen times the columns cost more", () => {
    const arbitrary = fc.record({
      m: fc.integer({ min: 1, max: 600 }),
      k: fc.integer({ min: 1, max: 600 }),
      n: fc.integer({ min: 16, max: 300 }),
      density: fc.double({ min: 1e-4, max: 1, noNaN: true }),
      block: fc.constantFrom(1 as const, 4 as const, 8 as const, 16 as const),
    });
    fc.assert(
      fc.property(arbitrary, (shape) => {
        const { cycles } = planDynamicSparseMatmul(shape, BOW);
        expect(cycles).toBeGreaterThan(0);
        expect(planDynamicSparseMatmul({ ...shape, n: 16 * shape.n }, BOW).cycles).toBeGreaterThan(cycles);
      }),
      { numRuns: 60, seed: 11 },
    );
  });
});
