import { ampLawCycles } from "../tile/amp.ts";
import { reductionCycles, stageDepths } from "../tile/reduction.ts";
import { sliceCycles } from "../matmul/rearrange.ts";
import { accumulateCycles, castCycles } from "../matmul/split-price.ts";
import { convolutionKernelCycles } from "./convolution-kernel.ts";
import type { ConvolutionDivision, ConvolutionProblem } from "./convolution-problem.ts";
import type { ConvolutionShape } from "./convolution-shape.ts";

/** Cycles by cause, and the temporary bytes of the fullest tile. */
export interface ConvolutionPlan {
  readonly cycles: number;
  readonly matmulCycles: number;
  readonly exchangeCycles: number;
  readonly reduceCycles: number;
  readonly syncCycles: number;
  readonly temporaryBytesPerTile: number;
  readonly fits: boolean;
}

/** Sizes of the fullest tile in one serial step; `inner` and `columns` in whole blocks of channels. */
export interface ConvolutionShare {
  readonly groups: number;
  readonly pixels: number;
  readonly positions: number;
  readonly inner: number;
  readonly columns: number;
}

function shareOf(problem: ConvolutionProblem, splits: ConvolutionDivision): ConvolutionShare {
  const { law } = problem;
  return {
    groups: Math.ceil(problem.shape.groups / splits.groups),
    pixels: Math.ceil(problem.pixels / splits.rows),
    positions: Math.ceil(problem.positions / splits.filter),
    inner: Math.ceil(problem.innerBlocks / (splits.inner * splits.serialInner)) * law.innerBlock,
    columns: Math.ceil(problem.columnBlocks / (splits.columns * splits.serialColumns)) * law.columnBlock,
  };
}

/** What a convolution costs when it is divided in a given way: the equation of `planConvolution`. */
export function priceDivision(problem: ConvolutionProblem, splits: ConvolutionDivision): ConvolutionPlan {
  const { target, partialBytes, inputBytes, reduction } = problem;
  const share = shareOf(problem, splits);
  const { groups, pixels, positions, inner, columns } = share;
  const steps = splits.serialInner * splits.serialColumns;
  const accumulates = splits.serialInner > 1;
  const depth = splits.inner * splits.filter;
  const fieldBytes = groups * inputPixels(problem.shape, pixels, positions) * inner * inputBytes;
  const weightBytes = groups * positions * inner * columns * inputBytes;
  const outputs = groups * pixels * columns;
  let partials = 0;
  let reduceCycles = 0;
  let elements = outputs;
  const stages = stageDepths(depth);
  for (const stage of stages) {
    partials += elements * partialBytes;
    elements /= stage;
    reduceCycles += reductionCycles(elements, stage, reduction);
  }
  if (accumulates) reduceCycles += accumulateCycles(elements, reduction === "half");
  if (steps > 1) reduceCycles += slicingCycles(problem, splits);
  reduceCycles *= steps;
  if ((stages.length === 0 || accumulates) && reduction === "floatToHalf")
    reduceCycles += splits.serialColumns * castCycles(elements);
  const pair = splits.columns % 2 === 0 ? target.pairFactor : 1;
  const received =
    (fieldBytes * (1 - 1 / (splits.columns * splits.filter))) / pair +
    weightBytes * (1 - 1 / splits.rows) +
    partials;
  const matmulCycles = steps * stepCycles(problem, share);
  const exchangeCycles = (steps * received) / target.exchangeBytesPerCycle;
  const syncCycles = steps * (1 + stages.length) * target.phaseCycles;
  const temporaryBytesPerTile = temporaryBytes(problem, fieldBytes, weightBytes, outputs, accumulates, depth);
  return {
    cycles: matmulCycles + exchangeCycles + reduceCycles + syncCycles,
    matmulCycles,
    exchangeCycles,
    reduceCycles,
    syncCycles,
    temporaryBytesPerTile,
    fits: temporaryBytesPerTile <= problem.limitBytes,
  };
}

/** Operands and partials of a step; of serial steps also their sums, where those are wider than the output. */
export function temporaryBytes(
  { partialBytes, outputBytes }: ConvolutionProblem,
  fieldBytes: number,
  weightBytes: number,
  outputs: number,
  accumulates: boolean,
  depth: number,
): number {
  // sums of serial steps in a wider format than the output's, beyond the output's place
  const sums = accumulates ? (outputs * (partialBytes - outputBytes)) / depth : 0;
  return fieldBytes + weightBytes + outputs * partialBytes + sums;
}

function stepCycles(problem: ConvolutionProblem, share: ConvolutionShare): number {
  const { law, target } = problem;
  const { groups, pixels, positions, inner, columns } = share;
  if (problem.asMatmul) return ampLawCycles(law, { rows: pixels, inner: positions * inner, columns, groups });
  const tile = {
    groups,
    pixels,
    rowPixels: problem.shape.outputSize,
    positions,
    innerBlocks: inner / law.innerBlock,
    columnBlocks: columns / law.columnBlock,
  };
  return convolutionKernelCycles(tile, target.macsPerCycle, target.weightLoadBytesPerCycle);
}

/** Slices of a serial step: its weights, and of serial input channels its input, cut out of the whole tensors. */
function slicingCycles(problem: ConvolutionProblem, splits: ConvolutionDivision): number {
  const { serialInner, serialColumns } = splits;
  return (
    sliceCycles(weightBytesPerTile(problem) / (serialInner * serialColumns)) +
    (serialInner > 1 ? sliceCycles(inputBytesPerTile(problem) / serialInner) : 0)
  );
}

/** All weights of a convolution, spread evenly over the tiles. */
export function weightBytesPerTile({ shape, inputBytes, target }: ConvolutionProblem): number {
  const { filterSize, inChannels, outChannels, groups } = shape;
  return (filterSize ** 2 * inChannels * outChannels * (inputBytes / target.tiles)) / groups;
}

/** All of its input. */
export function inputBytesPerTile({ shape, inputBytes, target }: ConvolutionProblem): number {
  const { batch, outputSize, stride, inChannels } = shape;
  return batch * (outputSize * stride) ** 2 * inChannels * (inputBytes / target.tiles);
}

/** Input pixels that `pixels` output pixels of a near-square patch need: the patch times the stride, and a border. */
export function inputPixels(
  { stride, filterSize, outputSize }: ConvolutionShape,
  pixels: number,
  positions: number,
): number {
  if (positions === 1) return pixels;
  const side = Math.min(outputSize, Math.sqrt(pixels));
  const across = side * stride + filterSize - 1;
  return (pixels / side ** 2) * across ** 2;
}
