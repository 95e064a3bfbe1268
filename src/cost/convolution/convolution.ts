import { ampLaw, ampLawCycles, type AmpLaw } from "../tile/amp.ts";
import { INPUT_BYTES, OUTPUT_BYTES, PARTIAL_BYTES } from "../arithmetic.ts";
import { convolutionDivisions, serialDivisions, type ConvolutionDivision } from "./convolution-divisions.ts";
import type { ConvolutionShape } from "./convolution-shape.ts";
import { convolutionKernelCycles } from "./convolution-kernel.ts";
import type { MatmulTarget } from "../matmul/matmul-plan.ts";
import { sliceCycles } from "../matmul/rearrange.ts";
import { accumulateCycles, castCycles } from "../matmul/split-price.ts";
import { reductionCycles, reductionStageDepths } from "../tile/reduction.ts";

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

/** 2 · multiply-accumulates. */
export function convolutionFlops(shape: ConvolutionShape): number {
  const { batch, outputSize, filterSize, inChannels, outChannels, groups } = shape;
  return (2 * batch * outputSize ** 2 * filterSize ** 2 * inChannels * outChannels) / groups;
}

/**
 * Plan a convolution: output pixels f, output channels o, input channels i and filter positions k over the tiles, of least
 * cycles among the divisions whose operand blocks fit the memory proportion. Where none does, channels also follow each
 * other in serial steps, so · si of them; where even that does not fit, the plan of least bytes is given.
 *
 * A tile runs one AMP pass for each filter position and block of channels over its pixels: K = positions · channels.
 * Its input is received once a step for all filter positions, with a border of (filter − 1) pixels around its own:
 *
 *   T = so · si · (T_tile(F, k·Ci, Co) + [input · (1 − 1/o) + weights · (1 − 1/f) + partials] / rate + T_reduce
 *       + T_slice + T_add + phases) + so · T_cast
 *
 * T_slice and T_add as for the serial steps of a matmul. Sources: PopLibs ConvModel.cpp 1049-1092, 2067-2079, and its
 * serial splits of channels (ConvPlan.cpp, inChanSplit and outChanSplit; published), the matmul planner's phase cost.
 */
export function planConvolution(shape: ConvolutionShape, target: MatmulTarget): ConvolutionPlan {
  const together = planAtOnce(shape, target);
  if (together.fits) return together;
  const law = lawOf(target);
  return cheapest(serialDivisions(shape, law, target.tiles), { shape, law, target });
}

/** The same without serial steps. */
export function planAtOnce(shape: ConvolutionShape, target: MatmulTarget): ConvolutionPlan {
  const law = lawOf(target);
  return cheapest(convolutionDivisions(shape, law, target.tiles), { shape, law, target });
}

const lawOf = ({ arithmetic, weightLoadBytesPerCycle, macsPerCycle }: MatmulTarget): AmpLaw =>
  ampLaw(arithmetic, weightLoadBytesPerCycle, macsPerCycle);

interface Problem {
  readonly shape: ConvolutionShape;
  readonly law: AmpLaw;
  readonly target: MatmulTarget;
}

function cheapest(
  divisions: Iterable<ConvolutionDivision>,
  { shape, law, target }: Problem,
): ConvolutionPlan {
  let best: ConvolutionPlan | undefined;
  for (const splits of divisions) {
    const plan = priceDivision(shape, splits, law, target);
    if (best === undefined || better(plan, best)) best = plan;
  }
  if (best === undefined) throw new Error("a convolution without a division");
  return best;
}

function better(plan: ConvolutionPlan, than: ConvolutionPlan): boolean {
  if (plan.fits !== than.fits) return plan.fits;
  return plan.fits ? plan.cycles < than.cycles : plan.temporaryBytesPerTile < than.temporaryBytesPerTile;
}

function priceDivision(
  shape: ConvolutionShape,
  splits: ConvolutionDivision,
  law: AmpLaw,
  target: MatmulTarget,
): ConvolutionPlan {
  const { arithmetic } = target;
  const inputBytes = INPUT_BYTES[arithmetic];
  const partialBytes = PARTIAL_BYTES[arithmetic];
  const kind = partialBytes === 2 ? "half" : OUTPUT_BYTES[arithmetic] === 2 ? "floatToHalf" : "float";
  const groups = Math.ceil(shape.groups / splits.groups);
  const pixels = Math.ceil((shape.batch * shape.outputSize ** 2) / splits.rows);
  const positions = Math.ceil(shape.filterSize ** 2 / splits.filter);
  const inner = blocksOf(shape.inChannels / shape.groups, splits.inner * splits.serialInner, law.innerBlock);
  const columns = blocksOf(
    shape.outChannels / shape.groups,
    splits.columns * splits.serialColumns,
    law.columnBlock,
  );
  const steps = splits.serialInner * splits.serialColumns;
  const accumulates = splits.serialInner > 1;
  const depth = splits.inner * splits.filter;
  const fieldBytes = groups * inputPixels(shape, pixels, positions) * inner * inputBytes;
  const weightBytes = groups * positions * inner * columns * inputBytes;
  const outputs = groups * pixels * columns;
  let partials = 0;
  let reduceCycles = 0;
  let elements = outputs;
  const stages = reductionStageDepths(depth);
  for (const stage of stages) {
    partials += elements * partialBytes;
    elements /= stage;
    reduceCycles += reductionCycles(elements, stage, kind);
  }
  if (accumulates) reduceCycles += accumulateCycles(elements, kind === "half");
  if (steps > 1) reduceCycles += slicingCycles({ shape, splits, target });
  reduceCycles *= steps;
  if ((stages.length === 0 || accumulates) && kind === "floatToHalf")
    reduceCycles += splits.serialColumns * castCycles(elements);
  const pair = splits.columns % 2 === 0 ? target.pairFactor : 1;
  const received =
    (fieldBytes * (1 - 1 / (splits.columns * splits.filter))) / pair +
    weightBytes * (1 - 1 / splits.rows) +
    partials;
  const stepCycles =
    shape.filterSize === 1 || target.arithmetic === "fp32"
      ? ampLawCycles(law, { rows: pixels, inner: positions * inner, columns, groups })
      : convolutionKernelCycles(
          {
            groups,
            pixels,
            rowPixels: shape.outputSize,
            positions,
            innerBlocks: inner / law.innerBlock,
            columnBlocks: columns / law.columnBlock,
          },
          target.macsPerCycle,
          target.weightLoadBytesPerCycle,
        );
  const matmulCycles = steps * stepCycles;
  const exchangeCycles = (steps * received) / target.exchangeBytesPerCycle;
  const syncCycles = steps * (1 + stages.length) * target.phaseCycles;
  // sums of serial steps in a wider format than the output's, beyond the output's place
  const sums = accumulates ? (outputs * (partialBytes - OUTPUT_BYTES[arithmetic])) / depth : 0;
  const temporaryBytesPerTile = fieldBytes + weightBytes + outputs * partialBytes + sums;
  return {
    cycles: matmulCycles + exchangeCycles + reduceCycles + syncCycles,
    matmulCycles,
    exchangeCycles,
    reduceCycles,
    syncCycles,
    temporaryBytesPerTile,
    fits: temporaryBytesPerTile <= target.availableMemoryProportion * target.sramBytesPerTile,
  };
}

/** Slices of a serial step: its weights, and of serial input channels its input, cut out of the whole tensors. */
function slicingCycles({
  shape,
  splits,
  target,
}: { readonly splits: ConvolutionDivision } & Omit<Problem, "law">): number {
  const { batch, outputSize, stride, filterSize, inChannels, outChannels, groups } = shape;
  const bytes = INPUT_BYTES[target.arithmetic] / target.tiles;
  const weights = (filterSize ** 2 * inChannels * outChannels * bytes) / groups;
  const input = batch * (outputSize * stride) ** 2 * inChannels * bytes;
  const { serialInner, serialColumns } = splits;
  return (
    sliceCycles(weights / (serialInner * serialColumns)) +
    (serialInner > 1 ? sliceCycles(input / serialInner) : 0)
  );
}

function blocksOf(size: number, split: number, block: number): number {
  return Math.ceil(Math.ceil(size / block) / split) * block;
}

/** Input pixels that `pixels` output pixels of a near-square patch need: the patch times the stride, and a border. */
function inputPixels(
  { stride, filterSize, outputSize }: ConvolutionShape,
  pixels: number,
  positions: number,
): number {
  if (positions === 1) return pixels;
  const side = Math.min(outputSize, Math.sqrt(pixels));
  const across = side * stride + filterSize - 1;
  return (pixels / side ** 2) * across ** 2;
}
