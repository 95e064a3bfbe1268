import { describe, expect, test } from "vitest";
import type { ConvolutionShape } from "../../src/cost/convolution/convolution-shape.ts";
import { cheapestConvolution, earlyConvolution } from "../../src/cost/convolution/grouped-convolution.ts";
import { horizontalMacCycles } from "../../src/cost/convolution/horizontal-mac-kernel.ts";
import type { MatmulTarget } from "../../src/cost/matmul/matmul-plan.ts";
import { paddedInputCycles } from "../../src/cost/convolution/padded-input.ts";

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
const GROUPED: ConvolutionShape = {
  batch: 8,
  outputSize: 56,
  filterSize: 3,
  stride: 1,
  inChannels: 128,
  outChannels: 128,
  groups: 32,
};

describe("convolutions on the vector unit (PopLibs PerformanceEstimation.hpp 25-245)", () => {
  test("a group of four channels, nine positions, ten pixels a worker in one row", () =>
    expect(
      horizontalMacCycles({
        bundles: 1,
        pixels: 60,
        rowPixels: 60,
        filterSize: 3,
        stride: 1,
        groupChannels: 4,
      }),
    ).toBe(65 + (38 + 4 * (10 + 6 * 9 * (10 + 19 + 10 * 14)))));

  test("before there was a sliding window, groups of four channels ran several times slower", () =>
    expect(earlyConvolution(GROUPED, GC2).cycles).toBeGreaterThan(
      4 * cheapestConvolution(GROUPED, GC2).cycles,
    ));

  test("groups of eight channels never went through it", () => {
    const wide = { ...GROUPED, inChannels: 256, outChannels: 256 };
    expect(earlyConvolution(wide, GC2)).toEqual(cheapestConvolution(wide, GC2));
  });
});

describe("images of few channels", () => {
  const image = { ...GROUPED, batch: 1, inChannels: 3, outChannels: 64, groups: 1 };

  test("three channels of two bytes are spread to sixteen: 587 + bytes · (1/4 + 5271/1024)", () => {
    const bytes = (56 ** 2 * 16 * 2) / 1216;
    expect(paddedInputCycles(image, GC2)).toBeCloseTo(587 + bytes * (1 / 4 + 5271 / 1024), 6);
  });

  test("a strided convolution reads all pixels of its image, two channels keep four bytes together", () => {
    const bytes = (56 ** 2 * 16 * 2) / 1216;
    const strided = { ...image, outputSize: 28, stride: 2, inChannels: 2 };
    expect(paddedInputCycles(strided, GC2)).toBeCloseTo(587 + bytes * (1 / 4 + 3200 / 1024), 6);
  });

  test("a fourth channel keeps eight bytes together, sixteen need nothing", () => {
    const bytes = (56 ** 2 * 16 * 2) / 1216;
    expect(paddedInputCycles({ ...image, inChannels: 4 }, GC2)).toBeCloseTo(
      587 + bytes * (1 / 4 + 451 / 1024),
      6,
    );
    expect(paddedInputCycles({ ...image, inChannels: 16 }, GC2)).toBe(0);
  });
});
