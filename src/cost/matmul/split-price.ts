import { ampLawCycles } from "../tile/amp.ts";
import { reductionCycles } from "../tile/reduction.ts";
import type { MatmulProblem } from "./matmul-problem.ts";
import { sliceCycles } from "./rearrange.ts";
import type { MatmulSplits } from "./splits.ts";

/** What a division of a matmul costs: cycles of the whole matmul by part, and bytes of one serial step. */
export interface SplitPrice {
  readonly matmulCycles: number;
  readonly exchangeCycles: number;
  readonly reduceCycles: number;
  readonly rearrangeCycles: number;
  readonly syncCycles: number;
  readonly temporaryBytesPerTile: number;
  /** Bytes the fullest tile receives in one serial step. */
  readonly receivedBytesPerTile: number;
}

/**
 * Launch and worker overhead, then cycles per element: add in place (half, float) and cast.
 * PopLibs popopsCycleEstimators.cpp 1510-1526 and PerformanceEstimation.cpp 267-304 (published).
 */
const ADD_FIXED_CYCLES = 11 + 6 * 58;
const ADD_CYCLES_PER_ELEMENT = { half: 0.75, float: 1.5 } as const;
const CAST_FIXED_CYCLES = 11 + 6 * 17;
const CAST_CYCLES_PER_ELEMENT = 0.5;

/** Cycles of casting float partials to half outputs. */
export function castCycles(elements: number): number {
  return CAST_FIXED_CYCLES + CAST_CYCLES_PER_ELEMENT * elements;
}

/** Cycles of adding a serial step's result to the sums so far. */
export function accumulateCycles(elements: number, halfPartials: boolean): number {
  return ADD_FIXED_CYCLES + ADD_CYCLES_PER_ELEMENT[halfPartials ? "half" : "float"] * elements;
}

/** Sizes of the fullest tile in one serial step; `inner` and `columns` in whole AMP blocks. */
interface TileBlock {
  readonly groups: number;
  readonly field: number;
  readonly inner: number;
  readonly columns: number;
}

/** The fullest tile's share of a matmul divided by `splits`. */
export function tileBlock(problem: MatmulProblem, splits: MatmulSplits): TileBlock {
  const { law } = problem;
  return {
    groups: Math.ceil(problem.groups / splits.groups),
    field: Math.ceil(problem.field / splits.rows),
    inner: Math.ceil(problem.innerBlocks / (splits.inner * splits.serialInner)) * law.innerBlock,
    columns: Math.ceil(problem.columnBlocks / (splits.columns * splits.serialColumns)) * law.columnBlock,
  };
}

/**
 * Bytes a tile needs beside the tensors themselves: operand blocks and partials, or own and received partials; and,
 * where serial inner steps are summed in a wider format than the output's, what that takes beyond the output's place.
 * PopLibs ConvModel.cpp 2043-2092 (published), but for the sums, which PopLibs keeps beside the output.
 */
export function temporaryBytes(problem: MatmulProblem, block: TileBlock, splits: MatmulSplits): number {
  const { partialBytes, inputBytes, outputBytes } = problem;
  const { groups, field, inner, columns } = block;
  const partials = field * columns * partialBytes;
  const operands = (field + columns) * inner * inputBytes;
  const sums = splits.serialInner > 1 ? (field * columns * (partialBytes - outputBytes)) / splits.inner : 0;
  return groups * (partials + sums + (splits.inner > 1 ? Math.max(operands, partials) : operands));
}

/**
 * Cycles of a matmul divided in a given way.
 *
 *   T = so · si · (T_tile + X_in + X_w + X_p + T_red + T_slice + T_add + phases · phaseCycles) + so · T_cast
 *
 * On the fullest tile: G = ⌈groups / g⌉ products of F = ⌈rows / f⌉ by K by C, K and C in whole AMP blocks;
 * X_in = G·F·K·bytes·(1 − 1/o) / (rate · pair if o is even), X_w = G·K·C·bytes·(1 − 1/f) / rate,
 * X_p = partials handed on per reduction stage / rate; phases = 1 + reduction stages.
 * Source: PopLibs ConvModel.cpp 1049-1092, 2067-2079, ExchangeEstimator.hpp 40-72; phaseCycles fitted.
 */
export function priceSplits(problem: MatmulProblem, splits: MatmulSplits): SplitPrice {
  const { law, target, inputBytes, partialBytes } = problem;
  const block = tileBlock(problem, splits);
  const { groups, field, inner, columns } = block;
  const steps = splits.serialColumns * splits.serialInner;
  const pair = splits.columns % 2 === 0 ? target.pairFactor : 1;
  const fieldReceived = groups * field * inner * inputBytes * (1 - 1 / splits.columns);
  const weightsReceived = groups * inner * columns * inputBytes * (1 - 1 / splits.rows);
  const outputs = groups * field * columns;
  const stages = problem.stageDepths(splits.inner);
  let partialsReceived = 0;
  let reduce = 0;
  let elements = outputs;
  for (const depth of stages) {
    partialsReceived += elements * partialBytes;
    elements /= depth;
    reduce += reductionCycles(elements, depth, problem.reduction);
  }
  const accumulates = splits.serialInner > 1;
  if (accumulates) reduce += accumulateCycles(elements, problem.halfPartials);
  const casts = problem.castsPartials && (stages.length === 0 || accumulates);
  const slices = steps > 1 ? sliceCycles(problem.weightBytesPerTile / steps) : 0;
  const slicesField = accumulates ? sliceCycles(problem.fieldBytesPerTile / splits.serialInner) : 0;
  return {
    matmulCycles: steps * ampLawCycles(law, { rows: field, inner, columns, groups }),
    exchangeCycles:
      (steps * (fieldReceived / pair + weightsReceived + partialsReceived)) / target.exchangeBytesPerCycle,
    reduceCycles: steps * reduce + (casts ? splits.serialColumns * castCycles(elements) : 0),
    rearrangeCycles: steps * (slices + slicesField) + problem.swapCycles,
    syncCycles: steps * (1 + stages.length) * target.phaseCycles,
    temporaryBytesPerTile: temporaryBytes(problem, block, splits),
    receivedBytesPerTile: fieldReceived + weightsReceived + partialsReceived,
  };
}

export function totalCycles(price: SplitPrice): number {
  return (
    price.matmulCycles + price.exchangeCycles + price.reduceCycles + price.rearrangeCycles + price.syncCycles
  );
}

/**
 * Bytes the AMP moves between a tile's SRAM and its registers in one serial step: every weight block once; for it the
 * field's inner block in each pass, and the partials, stored every time and loaded but for the first inner block.
 */
export function sramBytes(problem: MatmulProblem, splits: MatmulSplits): number {
  const { law, inputBytes, partialBytes } = problem;
  const { groups, field, inner, columns } = tileBlock(problem, splits);
  const innerBlocks = inner / law.innerBlock;
  const weights = inner * columns * inputBytes;
  const loads = law.passes * (columns / law.columnBlock) * field * inner * inputBytes;
  const partials = (2 * innerBlocks - 1) * field * columns * partialBytes;
  return groups * (weights + loads + partials);
}

/**
 * Bytes a tile reads to send and writes as they arrive, in one serial step. Of an operand that n tiles need and hold in
 * equal parts each writes (n − 1)/n and reads its 1/n once for all others; partials go to one tile each.
 */
export function exchangedSramBytes(problem: MatmulProblem, splits: MatmulSplits): number {
  const { inputBytes, partialBytes } = problem;
  const { groups, field, inner, columns } = tileBlock(problem, splits);
  const operand = (bytes: number, among: number): number => (among > 1 ? bytes : 0);
  let partials = 0;
  let elements = groups * field * columns;
  for (const depth of problem.stageDepths(splits.inner)) {
    partials += elements * partialBytes;
    elements /= depth;
  }
  return (
    operand(groups * field * inner * inputBytes, splits.columns) +
    operand(groups * inner * columns * inputBytes, splits.rows) +
    2 * partials
  );
}
