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

  test("one 4 × 4 half block times twelve columns, two a worker: 30 + 6·17 + 6 + 17 + 16 + 4 + 6·(7 + 2)", () =>
    expect(sparseKernelCycles({ rows: 1, blocks: 1, columns: 12, block: 4, format: "half" })).toBe(
      30 + 6 * 17 + 6 + 17 + 16 + 4 + 6 * (7 + 2),
    ));

  test("four columns beyond two vectors of eight take nine cycles, and two a further element", () =>
    expect(sparseKernelCycles({ rows: 12, blocks: 120, columns: 20, block: 1, format: "half" })).toBe(
      6 * (33 + 2 * (11 + 2 * (14 + 9 * 3) + 9 + 9 * 2)),
    ));

  test("ten columns of single floats are two vectors of four and a rest: 6·(31 + 2·(12 + 2·(10 + 9·3) + 10 + 9·2))", () =>
    expect(sparseKernelCycles({ rows: 12, blocks: 120, columns: 10, block: 1, format: "float" })).toBe(
      6 * (31 + 2 * (12 + 2 * (10 + 9 * 3) + 10 + 9 * 2)),
    ));

  test.each([
    [4, "half", 17, 1, 4, 13 + 3],
    [8, "half", 13, 1, 16, 14 + 2 * 2],
    [4, "float", 13, 1, 8, 12 + 2 * 4],
    [8, "float", 13, 4, 32, 19 + 2 * 8],
    [16, "float", 16, 4, 128, 2 * (37 + 2 * 8)],
  ] as const)(
    "one block of side %i in %s times 18 columns, three a worker",
    (block, format, header, row, load, compute) =>
      expect(sparseKernelCycles({ rows: 1, blocks: 1, columns: 18, block, format })).toBe(
        30 + 6 * header + 6 * row + 17 + 16 + load + 6 * compute,
      ),
  );

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

  /**
   * 40 × 8 blocks of 16 × 16, an eighth of them there, times four columns, on two tiles: 20 block rows and 20 blocks each.
   * Of the rows 1 − (7/8)^8 = 0.656 have a block: 13.1, and a deviation of 3; columns all do.
   */
  test("an eighth of 40 × 8 blocks on two tiles: 17 rows present, two blocks in each", () => {
    const found = planStaticSparseMatmul(
      { m: 640, k: 128, n: 4, density: 1 / 8, block: 16 },
      { ...BOW, tiles: 2 },
    );
    const partialBytes = 17 * 16 * 4 * 4;
    const zeroing = 6 * (12 + Math.ceil(partialBytes / 8 / 6));
    expect(found.matmulCycles).toBe(30 + 6 * 13 + 17 * (6 + 17 + 2 * (16 + 64 + 6 * 19)) + zeroing);
    const operandBytes = 4 * 128 * 2;
    expect(found.exchangeBytesPerTile).toBe(operandBytes + partialBytes / 2);
    expect(found.exchangeCycles).toBe(operandBytes / 8 + partialBytes / 2 / 4 + (640 * 4 * 2) / 2);
    expect(found.sramBytesPerTile).toBe(20 * 512 + 20 * (2 + 16 * 4 * 2) + 2 * partialBytes);
    expect(found.temporaryBytesPerTile).toBe(operandBytes + 20 * 512 + partialBytes);
    // 544 sums of two partials: 91 a worker, in 23 vectors of four
    expect(found.reduceCycles).toBe(6 * (16 + 23 * (5 + 6 + 2 - 1)));
  });

  test("float blocks of 4 × 4 add to sums that are zeroed first: 16 of them, eight bytes a cycle", () => {
    const single: MatmulTarget = { ...BOW, tiles: 2, arithmetic: "fp32", macsPerCycle: 16 };
    const found = planStaticSparseMatmul({ m: 8, k: 8, n: 4, density: 1, block: 4 }, single);
    expect(found.matmulCycles).toBe(30 + 6 * 13 + 6 + 17 + 2 * (16 + 8 + 6 * 12) + 6 * (12 + 2));
  });

  test("half the non-zeros take less time, but more than half of it", () => {
    expect(plan(1 / 32).cycles).toBeLessThan(plan(1 / 16).cycles);
    expect(plan(1 / 32).cycles).toBeGreaterThan(plan(1 / 16).cycles / 2);
  });

  test("single elements are several times slower than blocks with as many non-zeros", () =>
    expect(plan(1 / 16, 1).cycles).toBeGreaterThan(3 * plan(1 / 16).cycles));
});
