import { describe, expect, test } from "vitest";
import { convolutionKernelCycles } from "../../src/cost/convolution-kernel.ts";
import { convolutionFlops, planConvolution, type ConvolutionShape } from "../../src/cost/convolution.ts";
import { planMatmul, type MatmulTarget } from "../../src/cost/matmul-plan.ts";

const GC2: MatmulTarget = {
  tiles: 1216,
  sramBytesPerTile: 262144,
  arithmetic: "fp16_32",
  macsPerCycle: 32,
  availableMemoryProportion: 0.6,
  weightLoadBytesPerCycle: 8,
  exchangeBytesPerCycle: 4,
  pairFactor: 2,
  phaseCycles: 500,
};
const SHAPE: ConvolutionShape = {
  batch: 1,
  outputSize: 56,
  filterSize: 3,
  stride: 1,
  inChannels: 64,
  outChannels: 64,
  groups: 1,
};

describe("n × 1 kernel (PopLibs PerformanceEstimation.hpp 694-1064)", () => {
  test("60 pixels in rows of 56, nine positions, one block of channels, eight conv units: two passes a position", () =>
    expect(
      convolutionKernelCycles(
        { groups: 1, pixels: 60, rowPixels: 56, positions: 9, innerBlocks: 1, columnBlocks: 1 },
        32,
        8,
      ),
    ).toBe(109 + 16 + 14 + 14 + 9 * 2 * (32 + 15 + 6 * (18 + 25 + 4 * 10))));

  test("the same pixels in shorter rows take longer", () => {
    const cycles = (rowPixels: number): number =>
      convolutionKernelCycles(
        { groups: 1, pixels: 336, rowPixels, positions: 9, innerBlocks: 4, columnBlocks: 4 },
        32,
        8,
      );
    expect(cycles(7)).toBeGreaterThan(1.5 * cycles(56));
  });
});

describe("convolution plans", () => {
  test("56² pixels · 3² · 64 · 64 multiply-accumulates are 231 MFLOP", () =>
    expect(convolutionFlops(SHAPE)).toBe(2 * 56 ** 2 * 9 * 64 * 64));

  test("32 groups of 2 channels do a 32nd of the work", () =>
    expect(convolutionFlops({ ...SHAPE, groups: 32 })).toBe(convolutionFlops(SHAPE) / 32));

  test("parts add up", () => {
    const { cycles, matmulCycles, exchangeCycles, reduceCycles, syncCycles } = planConvolution(SHAPE, GC2);
    expect(cycles).toBe(matmulCycles + exchangeCycles + reduceCycles + syncCycles);
  });

  test("a filter of one position costs about what the matmul of its pixels does", () => {
    const conv = planConvolution({ ...SHAPE, filterSize: 1, batch: 4 }, GC2);
    const matmul = planMatmul({ groups: 1, rows: 4 * 56 ** 2, inner: 64, columns: 64 }, GC2);
    expect(conv.cycles / matmul.cycles).toBeGreaterThan(0.8);
    expect(conv.cycles / matmul.cycles).toBeLessThan(1.25);
  });
});
