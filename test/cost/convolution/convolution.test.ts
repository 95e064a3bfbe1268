import { describe, expect, test } from "vitest";
import { convolutionKernelCycles } from "../../../src/cost/convolution/convolution-kernel.ts";
import { convolutionFlops, planAtOnce, planConvolution } from "../../../src/cost/convolution/convolution.ts";
import type { ConvolutionShape } from "../../../src/cost/convolution/convolution-shape.ts";
import { planMatmul, type MatmulTarget } from "../../../src/cost/matmul/matmul-plan.ts";

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

/** Tiles of a Bow IPU, and a tenth of their memory for operands: 62.4 KiB. */
const BOW: MatmulTarget = {
  ...GC2,
  tiles: 1472,
  sramBytesPerTile: 638976,
  arithmetic: "fp16_16",
  macsPerCycle: 64,
  availableMemoryProportion: 0.1,
  weightLoadBytesPerCycle: 16,
  exchangeBytesPerCycle: 8,
};
/** The widest convolution of Stable Diffusion's image decoder: 512 x 512 pixels of 256 channels. */
const LARGE: ConvolutionShape = { ...SHAPE, outputSize: 512, inChannels: 256, outChannels: 256 };

describe("channels in serial steps", () => {
  test("are not taken where all fit at once", () =>
    expect(planConvolution(SHAPE, GC2)).toEqual(planAtOnce(SHAPE, GC2)));

  test("make fit what at once does not, at the cost of cycles", () => {
    const atOnce = planAtOnce(LARGE, BOW);
    // with an even share of pixels, all channels of a border and all weights of a block of 16: more than 62.4 KiB
    const pixels = Math.ceil(512 ** 2 / 1472);
    const least = (Math.sqrt(pixels) + 2) ** 2 * 256 * 2 + 9 * 256 * 16 * 2;
    expect(least).toBeGreaterThan(0.1 * 638976);
    expect(atOnce.fits).toBe(false);
    expect(atOnce.temporaryBytesPerTile).toBeGreaterThan(least);
    const inSteps = planConvolution(LARGE, BOW);
    expect(inSteps.fits).toBe(true);
    expect(inSteps.temporaryBytesPerTile).toBeLessThanOrEqual(0.1 * 638976);
    const roomy = planConvolution(LARGE, { ...BOW, availableMemoryProportion: 100 });
    expect(inSteps.cycles).toBeGreaterThan(roomy.cycles);
  });

  test("with more room a convolution is never slower, until all fits at once", () => {
    const cycles = [0.05, 0.1, 0.2, 0.4].map(
      (availableMemoryProportion) => planConvolution(LARGE, { ...BOW, availableMemoryProportion }).cycles,
    );
    expect(cycles).toEqual([...cycles].sort((a, b) => b - a));
  });

  test("are as many as keep the matrix unit at no more than its peak", () => {
    const { cycles } = planConvolution(LARGE, BOW);
    expect(convolutionFlops(LARGE) / cycles).toBeLessThanOrEqual(1472 * 64 * 2);
  });
});
