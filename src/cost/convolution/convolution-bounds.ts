import { sliceCycles } from "../matmul/rearrange.ts";
import { accumulateCycles } from "../matmul/split-price.ts";
import type { ConvolutionSpace, DivisionLevels } from "./convolution-levels.ts";

/**
 * What a division over tiles costs at least, in `si` steps of input channels times `so` of output channels:
 *
 *   T ≥ so · si · step + so · columnStep + si · innerStep + once
 *
 * The terms are those of `priceDivision`; what is rounded up for each step is left unrounded (si · ⌈n / si⌉ ≥ n). A
 * bound therefore never exceeds the cost of a division it covers, and a search that discards by it loses no optimum.
 */
export interface LeastCycles {
  step: number;
  columnStep: number;
  innerStep: number;
  once: number;
  /** For each step of input channels, where there are several: to add to the sums so far. */
  sums: number;
}

export function emptyLeast(): LeastCycles {
  return { step: 0, columnStep: 0, innerStep: 0, once: 0, sums: 0 };
}

/** Rounding of a sum in another order never decides between divisions. */
const TOLERANCE = 1 - 1e-12;

/** A serial step slices its weights; an inner one slices its input too and adds to the sums. */
const SLICE_CYCLES = sliceCycles(0);
const SUM_FIXED_CYCLES = accumulateCycles(0, true);

/**
 * Writes the bound of a division into `least`, with `positionCycles` for a filter position and block of channels and a
 * receipt of `weightShare` of the weights: its own, or the least of all divisions with as many pixels or more.
 */
export function writeLeast(
  { problem, rates }: ConvolutionSpace,
  { group, depth, column, pixel }: DivisionLevels,
  positionCycles: number,
  weightShare: number,
  least: LeastCycles,
): void {
  const { law, target, inputBytes } = problem;
  const { positions } = depth;
  const rate = target.exchangeBytesPerCycle;
  const pair = column.split % 2 === 0 ? target.pairFactor : 1;
  const fieldShare = 1 - 1 / (column.split * depth.filter);
  const innerBlocks = group.groups * depth.innerBlocks;
  const innerBytes = innerBlocks * law.innerBlock * inputBytes;
  const columns = column.blocks * law.columnBlock;
  const elements = group.groups * pixel.pixels * columns;
  least.step = rates.callCycles + group.groups * rates.groupCycles + depth.fixedCycles;
  least.columnStep =
    innerBlocks * (rates.innerCycles + positions * rates.innerPerPosition) +
    (innerBytes * (positions === 1 ? pixel.pixels : pixel.inputPixels) * fieldShare) / (pair * rate) +
    depth.castFixedCycles;
  least.innerStep = elements * depth.partialCycles;
  least.once =
    innerBlocks * column.blocks * (rates.blockCycles + positions * positionCycles) +
    (innerBytes * positions * columns * weightShare) / rate +
    elements * depth.castCycles;
  least.sums = elements * depth.sumCycles;
}

/** The bound of so many serial steps or more. */
export function leastInSteps(
  { sliceWeightCycles, sliceInputCycles }: ConvolutionSpace,
  { step, columnStep, innerStep, once, sums }: LeastCycles,
  inner: number,
  columns: number,
): number {
  const steps = inner * columns;
  let cycles = steps * step + columns * columnStep + inner * innerStep + once;
  if (steps > 1) cycles += steps * SLICE_CYCLES + sliceWeightCycles;
  if (inner > 1)
    cycles += steps * (SLICE_CYCLES + SUM_FIXED_CYCLES) + columns * sliceInputCycles + inner * sums;
  return cycles * TOLERANCE;
}

/** The bound of two serial steps or more. */
export function leastOfTwo(space: ConvolutionSpace, least: LeastCycles): number {
  return Math.min(leastInSteps(space, least, 2, 1), leastInSteps(space, least, 1, 2));
}
