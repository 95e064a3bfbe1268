import { describe, expect, test } from "vitest";
import type { ConvolutionShape } from "../../../src/cost/convolution/convolution-shape.ts";
import { planConvolution } from "../../../src/cost/convolution/convolution.ts";
import { depthwiseGradientPlan } from "../../../src/cost/convolution/depthwise-gradient.ts";
import { cheapestConvolution, earlyConvolution } from "../../../src/cost/convolution/grouped-convolution.ts";
import { slicCycles } from "../../../src/cost/convolution/slic-kernel.ts";
import type { MatmulTarget } from "../../../src/cost/matmul/matmul-plan.ts";
import { ampCycles } from "../../../src/cost/tile/amp.ts";

/** So few tiles and channels that one division is left, or plainly the best. */
const tiles = (count: number, more: Partial<MatmulTarget> = {}): MatmulTarget => ({
  tiles: count,
  sramBytesPerTile: 638_976,
  arithmetic: "fp16_16",
  macsPerCycle: 64,
  availableMemoryProportion: 0.6,
  weightLoadBytesPerCycle: 8,
  exchangeBytesPerCycle: 4,
  pairFactor: 2,
  phaseCycles: 500,
  ...more,
});
const PIXEL: ConvolutionShape = {
  ...{ batch: 1, outputSize: 1, filterSize: 1, stride: 1 },
  ...{ inChannels: 16, outChannels: 16, groups: 1 },
};
/** One pixel of 16 × 16 channels on one tile, as a matrix product. */
const ONE_BLOCK = ampCycles({ rows: 1, inner: 16, columns: 16 }, "fp16_16", 8);
/** One filter position of one pixel on one tile: 64 cycles to load, and the busiest worker six times. */
const POSITION = 64 + 15 + 6 * (18 + 25 + 4);

describe("a convolution", () => {
  test("of 4 × 4 pixels by 3 × 3 on one tile: nine passes, and memory for a border of one pixel around", () => {
    const plan = planConvolution({ ...PIXEL, outputSize: 4, filterSize: 3 }, tiles(1));
    const pass = 64 + 15 + 6 * (18 + 25 + 4 * Math.ceil(16 / 6));
    expect(plan.cycles).toBe(109 + 16 + 14 + 14 + 9 * pass + 500);
    expect(plan.temporaryBytesPerTile).toBe(6 ** 2 * 16 * 2 + 9 * 16 * 16 * 2 + 16 * 16 * 2);
  });

  test("of twice the output channels on two tiles: half of the field each, at the rate of pairs, weights at home", () => {
    const plan = planConvolution({ ...PIXEL, outChannels: 32 }, tiles(2));
    expect(plan.cycles).toBe(ONE_BLOCK + (16 * 2 * (1 / 2)) / 2 / 4 + 500);
  });

  test("of three times the output channels on three tiles: two thirds of the field, and no pairs", () => {
    const plan = planConvolution({ ...PIXEL, outChannels: 48 }, tiles(3));
    expect(plan.cycles).toBeCloseTo(ONE_BLOCK + (16 * 2 * (2 / 3)) / 4 + 500, 9);
  });

  test("of 3 × 3 on nine tiles has a position on each, and sums nine partials", () => {
    const plan = planConvolution({ ...PIXEL, filterSize: 3 }, tiles(9));
    expect(plan.matmulCycles).toBe(109 + 16 + 14 + 14 + POSITION);
    expect(plan.reduceCycles).toBe(6 * (32 + (3 * 9 + 8)));
    expect(plan.syncCycles).toBe(2 * 500);
  });

  test("with float partials is cast to half: 11 + 6 · 17, and half a cycle each", () =>
    expect(planConvolution(PIXEL, tiles(1, { arithmetic: "fp16_32", macsPerCycle: 32 })).reduceCycles).toBe(
      11 + 6 * 17 + 16 / 2,
    ));
});

describe("channels in two serial steps, where one block fits at a time", () => {
  const tight = tiles(1, { sramBytesPerTile: 1000 });

  test("of the output: each slices its 512 bytes of weights, and syncs", () => {
    const plan = planConvolution({ ...PIXEL, outChannels: 32 }, tight);
    expect(plan.fits).toBe(true);
    expect(plan.temporaryBytesPerTile).toBe(16 * 2 + 16 * 16 * 2 + 16 * 2);
    expect(plan.cycles).toBe(2 * (ONE_BLOCK + 400 + 512 / 4 + 500));
  });

  test("of the input: each slices its input too, and adds its 16 sums", () => {
    const plan = planConvolution({ ...PIXEL, inChannels: 32 }, tight);
    expect(plan.cycles).toBe(2 * (ONE_BLOCK + 400 + 512 / 4 + 400 + 32 / 4 + 11 + 6 * 58 + 0.75 * 16 + 500));
  });
});

describe("groups of few channels", () => {
  test("of twelve do not go into a block in pairs: 24 channels are more than 16", () => {
    const twelve = { ...PIXEL, outputSize: 8, inChannels: 96, outChannels: 96, groups: 8 };
    expect(cheapestConvolution(twelve, tiles(4))).toEqual(planConvolution(twelve, tiles(4)));
  });

  test("of one channel, half of 4 × 4 pixels on each of two tiles: four groups, a border, half of the weights", () => {
    const depthwise = { ...PIXEL, outputSize: 4, filterSize: 3, inChannels: 4, outChannels: 4, groups: 4 };
    const plan = earlyConvolution(depthwise, tiles(2));
    const worker = 9 * (10 + 19 + 2 * (7 + 6 + 1)); // two pixels of a worker in one stretch
    expect(plan.matmulCycles).toBe(65 + 4 * (38 + (10 + 6 * worker)));
    const field = 4 * (Math.sqrt(8) + 2) ** 2 * 2;
    expect(plan.exchangeCycles).toBeCloseTo((field + (4 * 9 * 2) / 2) / 4, 9);
    expect(plan.cycles).toBeCloseTo(plan.matmulCycles + plan.exchangeCycles + 500, 9);
  });

  test("the sliding window takes two cycles a pixel at a stride of two", () => {
    const tile = { bundles: 1, pixels: 60, rowPixels: 60, filterSize: 1, stride: 2, groupChannels: 4 };
    expect(slicCycles(tile)).toBe(28 + 15 + (16 + 18) + 25 + 6 * (22 + 25 + 2 * (10 - 5)));
    expect(slicCycles({ ...tile, stride: 4 })).toBe(slicCycles(tile));
  });

  test("weight gradient of 128 depthwise channels on 1,472 tiles: 46 tiles a vector of four, summed in two stages of 7", () => {
    const shape = { ...PIXEL, batch: 8, outputSize: 28, filterSize: 3 };
    const plan = depthwiseGradientPlan(
      { ...shape, inChannels: 128, outChannels: 128, groups: 128 },
      tiles(1472),
    );
    const sums = (128 * 9) / 32;
    expect(plan.reduceCycles).toBe(2 * (6 * (32 + (3 * 7 + 8))));
    expect(plan.exchangeCycles).toBeCloseTo((2 * (sums + sums / 7)) / 4, 9);
    expect(plan.syncCycles).toBe(3 * 500);
  });
});
