import { reductionRates, stageDepths } from "../tile/reduction.ts";
import { sliceCycles } from "../matmul/rearrange.ts";
import { accumulateCycles, castCycles } from "../matmul/split-price.ts";
import { usefulSplits } from "../matmul/splits.ts";
import { convolutionKernelCycles } from "./convolution-kernel.ts";
import { inputBytesPerTile, inputPixels, weightBytesPerTile } from "./convolution-price.ts";
import type { ConvolutionProblem } from "./convolution-problem.ts";

/** What follows from dividing the groups. */
export interface GroupLevel {
  readonly split: number;
  readonly groups: number;
}

/** What follows from dividing input channels and filter positions, whose products are then summed. */
export interface DepthLevel {
  readonly inner: number;
  readonly filter: number;
  /** Of one tile, over all serial steps. */
  readonly innerBlocks: number;
  readonly positions: number;
  /** Phases and reduction calls of one serial step. */
  readonly fixedCycles: number;
  /** Cycles to exchange and sum one element of the tile's partials, over all stages; to add it to earlier sums. */
  readonly partialCycles: number;
  readonly sumCycles: number;
  /** Where partials are cast without a reduction: cycles per element, and per serial column step. */
  readonly castCycles: number;
  readonly castFixedCycles: number;
}

/** What follows from dividing the output channels. */
export interface ColumnLevel {
  readonly split: number;
  readonly blocks: number;
}

/** What follows from dividing the output pixels. */
export interface PixelLevel {
  readonly split: number;
  readonly pixels: number;
  /** Input pixels of a filter of more than one position. */
  readonly inputPixels: number;
  /** Least cycles of the matrix unit for one filter position of one block of channels. */
  readonly positionCycles: number;
}

/**
 * The kernel's law as the bounds use it, T ≥ call + G · (group + I · (inner + O · (block + P · position))): of G groups,
 * I × O blocks of channels and P positions. `innerPerPosition` where a matmul's inner groups are positions × channels.
 */
export interface KernelRates {
  readonly callCycles: number;
  readonly groupCycles: number;
  readonly innerCycles: number;
  readonly innerPerPosition: number;
  readonly blockCycles: number;
}

/** A division over tiles by its levels; the same record turns from one division to the next. */
export interface DivisionLevels {
  group: GroupLevel;
  depth: DepthLevel;
  column: ColumnLevel;
  pixel: PixelLevel;
}

/** A convolution's choices over tiles, each with what follows from it alone; built once a search. */
export interface ConvolutionSpace {
  readonly problem: ConvolutionProblem;
  readonly rates: KernelRates;
  /** Cycles beyond the calls to slice all weights, and all of the input. */
  readonly sliceWeightCycles: number;
  readonly sliceInputCycles: number;
  readonly groups: readonly GroupLevel[];
  readonly depths: readonly DepthLevel[];
  readonly columns: readonly ColumnLevel[];
  /** Splits of the pixels, ascending, and the level of each: large images have a thousand, and a search meets few. */
  readonly pixelSplits: readonly number[];
  readonly pixelLevel: (index: number) => PixelLevel;
}

export function convolutionSpace(problem: ConvolutionProblem): ConvolutionSpace {
  const { shape, target, columnBlocks } = problem;
  const { filterSize } = shape;
  const filters = [...new Set([1, filterSize, filterSize ** 2])];
  const columns = usefulSplits(columnBlocks, target.tiles, true);
  const groups = usefulSplits(shape.groups, target.tiles);
  const pixelSplits = usefulSplits(problem.pixels, target.tiles);
  const pixelLevels: PixelLevel[] = [];
  return {
    problem,
    rates: kernelRates(problem),
    sliceWeightCycles: sliceCycles(weightBytesPerTile(problem)) - sliceCycles(0),
    sliceInputCycles: sliceCycles(inputBytesPerTile(problem)) - sliceCycles(0),
    groups: groups.map((split) => ({ split, groups: Math.ceil(shape.groups / split) })),
    depths: usefulSplits(problem.innerBlocks, target.tiles).flatMap((inner) =>
      filters.map((filter) => depthLevel(problem, inner, filter)),
    ),
    columns: columns.map((split) => ({ split, blocks: Math.ceil(columnBlocks / split) })),
    pixelSplits,
    pixelLevel: (index) => (pixelLevels[index] ??= pixelLevel(problem, pixelSplits[index]!)),
  };
}

function depthLevel(problem: ConvolutionProblem, inner: number, filter: number): DepthLevel {
  const { target, partialBytes, reduction } = problem;
  let left = 1;
  let partialCycles = 0;
  let fixedCycles = target.phaseCycles;
  for (const depth of stageDepths(inner * filter)) {
    const rates = reductionRates(depth, reduction);
    partialCycles += (left * partialBytes) / target.exchangeBytesPerCycle;
    left /= depth;
    partialCycles += left * rates.perOutput;
    fixedCycles += target.phaseCycles + rates.fixed;
  }
  const half = reduction === "half";
  const casts = reduction === "floatToHalf" && inner * filter === 1;
  return {
    inner,
    filter,
    innerBlocks: Math.ceil(problem.innerBlocks / inner),
    positions: Math.ceil(problem.positions / filter),
    fixedCycles,
    partialCycles,
    sumCycles: left * (accumulateCycles(1, half) - accumulateCycles(0, half)),
    castCycles: casts ? castCycles(1) - castCycles(0) : 0,
    castFixedCycles: casts ? castCycles(0) : 0,
  };
}

function pixelLevel(problem: ConvolutionProblem, split: number): PixelLevel {
  const { asMatmul, law, shape, positions } = problem;
  const pixels = Math.ceil(problem.pixels / split);
  return {
    split,
    pixels,
    inputPixels: inputPixels(shape, pixels, positions),
    positionCycles: asMatmul
      ? Math.min(law.firstBlockCycles(pixels), law.laterBlockCycles(pixels))
      : kernelCycles(problem, pixels, 1, 1, 1, 1) - kernelCycles(problem, pixels, 1, 1, 1, 0),
  };
}

function kernelCycles(
  { shape, target }: ConvolutionProblem,
  pixels: number,
  groups: number,
  innerBlocks: number,
  columnBlocks: number,
  positions: number,
): number {
  const tile = { groups, pixels, rowPixels: shape.outputSize, positions, innerBlocks, columnBlocks };
  return convolutionKernelCycles(tile, target.macsPerCycle, target.weightLoadBytesPerCycle);
}

/** The laws are linear in groups and blocks: what one more of each adds. */
function kernelRates(problem: ConvolutionProblem): KernelRates {
  const { callCycles, groupCycles, innerGroupCycles } = problem.law;
  if (problem.asMatmul)
    return {
      callCycles,
      groupCycles: groupCycles - innerGroupCycles,
      innerCycles: 0,
      innerPerPosition: innerGroupCycles,
      blockCycles: 0,
    };
  const call = kernelCycles(problem, 1, 0, 0, 0, 0);
  const group = kernelCycles(problem, 1, 1, 0, 0, 0);
  const inner = kernelCycles(problem, 1, 1, 1, 0, 0);
  return {
    callCycles: call,
    groupCycles: group - call,
    innerCycles: inner - group,
    innerPerPosition: 0,
    blockCycles: kernelCycles(problem, 1, 1, 1, 1, 0) - inner,
  };
}
