import { ampLaw, ampLawCycles, type AmpLaw } from "./amp.ts";
import { INPUT_BYTES, OUTPUT_BYTES, PARTIAL_BYTES } from "./arithmetic.ts";
import { convolutionKernelCycles } from "./convolution-kernel.ts";
import type { MatmulTarget } from "./matmul-plan.ts";
import { usefulSplits } from "./matmul/splits.ts";
import { castCycles } from "./matmul/split-price.ts";
import { reductionCycles, reductionStageDepths } from "./reduction.ts";

/** A convolution of `batch` square images over their channels; `outputSize` pixels a side come out. */
export interface ConvolutionShape {
  readonly batch: number;
  readonly outputSize: number;
  readonly filterSize: number;
  readonly stride: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
}

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

interface Splits {
  readonly groups: number;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly filter: number;
}

/** 2 · multiply-accumulates. */
export function convolutionFlops(shape: ConvolutionShape): number {
  const { batch, outputSize, filterSize, inChannels, outChannels, groups } = shape;
  return (2 * batch * outputSize ** 2 * filterSize ** 2 * inChannels * outChannels) / groups;
}

/**
 * Plan a convolution: output pixels f, output channels o, input channels i and filter positions k over the tiles, of least
 * cycles among the divisions whose operand blocks fit the memory proportion (or, if none does, of least bytes).
 *
 * A tile runs one AMP pass for each filter position and block of channels over its pixels: K = positions · channels.
 * Its input is received once for all filter positions, with a border of (filter − 1) pixels around its own:
 *
 *   T = T_tile(F, k·Ci, Co) + [input · (1 − 1/o) + weights · (1 − 1/f) + partials] / rate + T_reduce + T_cast + phases
 *
 * Sources: PopLibs ConvModel.cpp 1049-1092, 2067-2079 (published), the matmul planner's phase cost.
 */
export function planConvolution(shape: ConvolutionShape, target: MatmulTarget): ConvolutionPlan {
  const law = ampLaw(target.arithmetic, target.weightLoadBytesPerCycle, target.macsPerCycle);
  let best: ConvolutionPlan | undefined;
  for (const splits of divisions(shape, law, target.tiles)) {
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

function* divisions(shape: ConvolutionShape, law: AmpLaw, tiles: number): Generator<Splits> {
  const { batch, outputSize, filterSize, inChannels, outChannels } = shape;
  const innerBlocks = Math.ceil(inChannels / shape.groups / law.innerBlock);
  const columnBlocks = Math.ceil(outChannels / shape.groups / law.columnBlock);
  for (const groups of usefulSplits(shape.groups, tiles))
    for (const inner of usefulSplits(innerBlocks, Math.floor(tiles / groups)))
      for (const filter of new Set([1, filterSize, filterSize ** 2]))
        for (const columns of usefulSplits(
          columnBlocks,
          Math.floor(tiles / (groups * inner * filter)),
          true,
        )) {
          const most = Math.floor(tiles / (groups * inner * filter * columns));
          for (const rows of usefulSplits(batch * outputSize ** 2, most).slice(-ROW_SPLITS))
            yield { groups, inner, filter, columns, rows };
        }
}

/** Splits of the pixels worth pricing: the finest that the tiles left allow, and a few coarser ones. */
const ROW_SPLITS = 6;

function priceDivision(
  shape: ConvolutionShape,
  splits: Splits,
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
  const inner = blocksOf(shape.inChannels / shape.groups, splits.inner, law.innerBlock);
  const columns = blocksOf(shape.outChannels / shape.groups, splits.columns, law.columnBlock);
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
  if (stages.length === 0 && kind === "floatToHalf") reduceCycles += castCycles(elements);
  const pair = splits.columns % 2 === 0 ? target.pairFactor : 1;
  const received =
    (fieldBytes * (1 - 1 / (splits.columns * splits.filter))) / pair +
    weightBytes * (1 - 1 / splits.rows) +
    partials;
  const matmulCycles =
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
  const exchangeCycles = received / target.exchangeBytesPerCycle;
  const syncCycles = (1 + stages.length) * target.phaseCycles;
  const temporaryBytesPerTile = fieldBytes + weightBytes + outputs * partialBytes;
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
