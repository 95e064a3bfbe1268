import { describe, expect, test } from "vitest";
import { sparseKernelCycles } from "../../../src/cost/sparse/sparse-kernel.ts";
import { planStaticSparseMatmul } from "../../../src/cost/sparse/sparse-matmul.ts";
import type { MatmulTarget } from "../../../src/cost/matmul/matmul-plan.ts";

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

describe("sparse kernels (PopLibs StaticMatMulPartitioner.cpp)", () => {
  test("ten 16 × 16 half blocks in five rows times 60 columns: 30 + 6·13 + 5·(6 + 17 + 2·(16 + 64 + 6·(19 + 9·4)))", () =>
    expect(sparseKernelCycles({ rows: 5, blocks: 10, columns: 60, block: 16, format: "half" })).toBe(
      30 + 6 * 13 + 5 * (6 + 17 + 2 * (16 + 64 + 6 * (19 + 9 * 4))),
    ));

  test("120 single halves in 12 rows times 16 columns: 6·(33 + 2·(11 + 2·(14 + 9·3)))", () =>
    expect(sparseKernelCycles({ rows: 12, blocks: 120, columns: 16, block: 1, format: "half" })).toBe(
      6 * (33 + 2 * (11 + 2 * (14 + 9 * 3))),
    ));

  test("with many columns a 16 × 16 half block nears four cycles a column, a float block sixteen", () => {
    const perColumn = (format: "half" | "float"): number =>
      sparseKernelCycles({ rows: 1, blocks: 100, columns: 60000, block: 16, format }) / (100 * 60000);
    expect(perColumn("half")).toBeCloseTo(4, 1);
    expect(perColumn("float")).toBeCloseTo(16, 1);
  });
});

describe("static sparse products", () => {
  const plan = (density: number, block: 1 | 16 = 16): ReturnType<typeof planStaticSparseMatmul> =>
    planStaticSparseMatmul({ m: 4096, k: 4096, n: 1024, density, block }, BOW);

  test("parts add up, and temporaries keep to the memory proportion", () => {
    const { cycles, matmulCycles, exchangeCycles, reduceCycles, syncCycles, temporaryBytesPerTile } = plan(
      1 / 16,
    );
    expect(cycles).toBe(matmulCycles + exchangeCycles + reduceCycles + syncCycles);
    expect(temporaryBytesPerTile).toBeLessThanOrEqual(0.6 * BOW.sramBytesPerTile);
  });

  test("half the non-zeros take less time, but more than half of it", () => {
    expect(plan(1 / 32).cycles).toBeLessThan(plan(1 / 16).cycles);
    expect(plan(1 / 32).cycles).toBeGreaterThan(plan(1 / 16).cycles / 2);
  });

  test("single elements are several times slower than blocks with as many non-zeros", () =>
    expect(plan(1 / 16, 1).cycles).toBeGreaterThan(3 * plan(1 / 16).cycles));
});
