import { expect, test } from "vitest";
import { planConvolution } from "../../../src/cost/convolution/convolution.ts";
import type { ConvolutionShape } from "../../../src/cost/convolution/convolution-shape.ts";
import { depthwiseGradientPlan } from "../../../src/cost/convolution/depthwise-gradient.ts";
import { cheapestConvolution } from "../../../src/cost/convolution/grouped-convolution.ts";
import type { MatmulTarget } from "../../../src/cost/matmul/matmul-plan.ts";
import { slicCycles, type SlicTile } from "../../../src/cost/convolution/slic-kernel.ts";

const TARGET: MatmulTarget = {
  tiles: 1472,
  sramBytesPerTile: 638_976,
  arithmetic: "fp16_16",
  macsPerCycle: 64,
  availableMemoryProportion: 0.6,
  weightLoadBytesPerCycle: 8,
  exchangeBytesPerCycle: 4,
  pairFactor: 2,
  phaseCycles: 500,
};
const DENSE: ConvolutionShape = {
  batch: 8,
  outputSize: 28,
  filterSize: 3,
  stride: 1,
  inChannels: 128,
  outChannels: 128,
  groups: 1,
};
const TILE: SlicTile = { bundles: 1, pixels: 60, rowPixels: 60, filterSize: 1, stride: 1, groupChannels: 4 };

test("one bundle, one window, ten pixels a worker: 28 + 15 + (16 + 18) + 25 + 6 · (22 + 25 + 10 − 5)", () => {
  expect(slicCycles(TILE)).toBe(28 + 15 + (16 + 18) + 25 + 6 * (22 + 25 + 10 - 5));
});

test("a filter of 3 x 3 takes three windows, of 5 x 5 ten: a window covers four positions of a row", () => {
  const window = 34 + 25 + 6 * (22 + 25 + 5);
  expect(slicCycles({ ...TILE, filterSize: 3 })).toBe(28 + 15 + 3 * window);
  expect(slicCycles({ ...TILE, filterSize: 5 })).toBe(28 + 15 + 10 * window);
});

test("weights of groups below four channels are rearranged by the workers before each window", () => {
  const more = slicCycles({ ...TILE, groupChannels: 1 }) - slicCycles(TILE);
  expect(more).toBe(21 + 10 * 6 - 18);
});

test("a convolution without groups is planned as it is", () => {
  expect(cheapestConvolution(DENSE, TARGET)).toEqual(planConvolution(DENSE, TARGET));
});

test("groups of eight channels fill a block of sixteen in pairs: as many cycles as half as many groups of sixteen", () => {
  const pairs = cheapestConvolution({ ...DENSE, groups: 16 }, TARGET);
  expect(pairs).toEqual(planConvolution({ ...DENSE, groups: 8 }, TARGET));
});

test("a depthwise convolution slides: faster than sixteen channels to a block of the matrix unit", () => {
  const depthwise = { ...DENSE, groups: 128 };
  const blocks = planConvolution({ ...DENSE, groups: 8 }, TARGET);
  expect(cheapestConvolution(depthwise, TARGET).cycles).toBeLessThan(blocks.cycles);
});

test("the sliding window knows no single precision", () => {
  const fp32: MatmulTarget = { ...TARGET, arithmetic: "fp32", macsPerCycle: 16 };
  const plan = cheapestConvolution({ ...DENSE, groups: 128 }, fp32);
  expect(plan).toEqual(planConvolution({ ...DENSE, groups: 8 }, fp32));
});

test("weight gradient of a depthwise convolution: products of a tile over four a cycle", () => {
  const shape = { ...DENSE, groups: 128 };
  const perTile = Math.ceil((8 * 28 * 28 * 128) / 1472) * 9;
  expect(depthwiseGradientPlan(shape, TARGET).matmulCycles).toBe(perTile / 4);
});
