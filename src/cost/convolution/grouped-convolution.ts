import { INPUT_BYTES, PARTIAL_BYTES } from "../arithmetic.ts";
import { planAtOnce, planConvolution, type ConvolutionPlan } from "./convolution.ts";
import type { ConvolutionShape } from "./convolution-shape.ts";
import type { MatmulTarget } from "../matmul/matmul-plan.ts";
import { usefulSplits } from "../matmul/splits.ts";
import { horizontalMacCycles } from "./horizontal-mac-kernel.ts";
import { slicCycles, SLIC_CHANNELS, type SlicTile } from "./slic-kernel.ts";

/** Channels that a block of the matrix unit takes in and gives out. PopLibs ConvModel.cpp 622-624 (published). */
const AMP_CHANNELS = 16;

/**
 * The cheapest way to run a convolution: on the matrix unit, small groups combined into blocks of 16 channels (the
 * products between groups are zeros, and wasted), or groups of at most four channels through the sliding window.
 * Source: PopLibs ConvPlan.cpp combineConvGroups, ConvVertexType.cpp 435-575 (published).
 */
export function cheapestConvolution(shape: ConvolutionShape, target: MatmulTarget): ConvolutionPlan {
  const blocks = planConvolution(combined(shape), target);
  if (!hasSmallGroups(shape, target)) return blocks;
  const windows = planBundles(shape, slicCycles, target);
  return windows.fits >= blocks.fits && windows.cycles < blocks.cycles ? windows : blocks;
}

/**
 * The same before there was a sliding window: groups of at most four channels run on the vector unit, and channels do
 * not follow each other in steps. PopLibs' sliding window kernels are of 2020 (their copyright lines); the first SDK that
 * has them, and serial splits of convolutions, is taken as 1.2 (assumed).
 */
export function earlyConvolution(shape: ConvolutionShape, target: MatmulTarget): ConvolutionPlan {
  return hasSmallGroups(shape, target)
    ? planBundles(shape, horizontalMacCycles, target)
    : planAtOnce(combined(shape), target);
}

function hasSmallGroups(
  { groups, inChannels, outChannels }: ConvolutionShape,
  { arithmetic }: MatmulTarget,
): boolean {
  const small = inChannels === outChannels && inChannels / groups <= SLIC_CHANNELS;
  return groups > 1 && small && arithmetic !== "fp32";
}

function combined(shape: ConvolutionShape): ConvolutionShape {
  const { groups, inChannels, outChannels } = shape;
  const widest = Math.max(inChannels, outChannels) / groups;
  const together = Math.min(groups, Math.max(1, Math.floor(AMP_CHANNELS / widest)));
  const fewer = Math.ceil(groups / together);
  const channels = (all: number): number => (all / groups) * together * fewer;
  return { ...shape, groups: fewer, inChannels: channels(inChannels), outChannels: channels(outChannels) };
}

/** Bundles of four channels and output pixels over the tiles, of least cycles. */
function planBundles(
  shape: ConvolutionShape,
  kernelCycles: (tile: SlicTile) => number,
  target: MatmulTarget,
): ConvolutionPlan {
  const bundles = Math.ceil(shape.outChannels / SLIC_CHANNELS);
  let best: ConvolutionPlan | undefined;
  for (const split of usefulSplits(bundles, target.tiles)) {
    const plan = priceBundles(shape, kernelCycles, bundles, split, target);
    const better = best === undefined || plan.fits > best.fits || plan.cycles < best.cycles;
    if (better && (best === undefined || plan.fits >= best.fits)) best = plan;
  }
  if (best === undefined) throw new Error("a convolution without a division");
  return best;
}

function priceBundles(
  shape: ConvolutionShape,
  kernelCycles: (tile: SlicTile) => number,
  bundles: number,
  bundleSplit: number,
  target: MatmulTarget,
): ConvolutionPlan {
  const { batch, outputSize, filterSize, stride, groups } = shape;
  const own = Math.ceil(bundles / bundleSplit);
  const rowSplit = Math.max(1, Math.floor(target.tiles / bundleSplit));
  const pixels = Math.ceil((batch * outputSize ** 2) / rowSplit);
  const side = Math.min(outputSize, Math.sqrt(pixels));
  const inputs = (pixels / side ** 2) * (side * stride + filterSize - 1) ** 2;
  const groupChannels = shape.inChannels / groups;
  const bytes = INPUT_BYTES[target.arithmetic];
  const fieldBytes = own * SLIC_CHANNELS * inputs * bytes;
  const weightBytes = own * SLIC_CHANNELS * groupChannels * filterSize ** 2 * bytes;
  const outputBytes = own * SLIC_CHANNELS * pixels * PARTIAL_BYTES[target.arithmetic];
  const tile = { bundles: own, pixels, rowPixels: outputSize, filterSize, stride, groupChannels };
  const matmulCycles = kernelCycles(tile);
  const exchangeCycles = (fieldBytes + weightBytes * (1 - 1 / rowSplit)) / target.exchangeBytesPerCycle;
  const syncCycles = target.phaseCycles;
  const temporaryBytesPerTile = fieldBytes + weightBytes + outputBytes;
  return {
    cycles: matmulCycles + exchangeCycles + syncCycles,
    matmulCycles,
    exchangeCycles,
    reduceCycles: 0,
    syncCycles,
    temporaryBytesPerTile,
    fits: temporaryBytesPerTile <= target.availableMemoryProportion * target.sramBytesPerTile,
  };
}
