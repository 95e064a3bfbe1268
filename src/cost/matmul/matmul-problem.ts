import { ampLaw, type AmpLaw } from "../tile/amp.ts";
import { INPUT_BYTES, OUTPUT_BYTES, PARTIAL_BYTES, type Arithmetic } from "../arithmetic.ts";
import { stageDepths, type ReductionKind } from "../tile/reduction.ts";
import type { SparseBlock } from "../sparse/sparse-kernel.ts";
import { rearrangeCycles } from "./rearrange.ts";

/** `groups` independent products Y[rows, columns] = X[rows, inner] · W[inner, columns]. */
export interface MatmulShape {
  readonly groups: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** W has a share of its blocks alone, of so many a side, in places known beforehand. Absent: all. */
  readonly sparse?: { readonly density: number; readonly block: SparseBlock };
}

/** What a matmul sees of a chip: cycles and bytes, no clock. */
export interface MatmulTarget {
  readonly tiles: number;
  readonly sramBytesPerTile: number;
  readonly arithmetic: Arithmetic;
  /** Per tile. */
  readonly macsPerCycle: number;
  /** Share of tile SRAM a matmul may use for its operand blocks and partial sums. */
  readonly availableMemoryProportion: number;
  readonly weightLoadBytesPerCycle: number;
  /** Per tile and direction. */
  readonly exchangeBytesPerCycle: number;
  /** Receive-rate gain of two neighbour tiles that receive the same data. */
  readonly pairFactor: number;
  /** All-in cost of one compute-sync-exchange phase: sync, launch, control, fragmentation. */
  readonly phaseCycles: number;
}

/** One orientation of a matmul on a target, in the units the search works in. */
export interface MatmulProblem {
  readonly target: MatmulTarget;
  readonly law: AmpLaw;
  readonly groups: number;
  /** Rows that stream through the AMP. */
  readonly field: number;
  /** Inner and output sizes in AMP blocks. */
  readonly innerBlocks: number;
  readonly columnBlocks: number;
  readonly inputBytes: number;
  readonly partialBytes: number;
  readonly outputBytes: number;
  /** True where partials are wider than the output and must be cast at the end. */
  readonly castsPartials: boolean;
  readonly reduction: ReductionKind;
  readonly halfPartials: boolean;
  readonly swapped: boolean;
  /** Rearrangement of operands and result that a swap needs; 0 otherwise. */
  readonly swapCycles: number;
  /** Bytes of the whole streamed and loaded operand on one tile, evenly spread over all tiles. */
  readonly fieldBytesPerTile: number;
  readonly weightBytesPerTile: number;
  /** Stage depths by reduction depth, up to the number of tiles. */
  readonly stageDepths: (depth: number) => readonly number[];
}

export function matmulProblem(shape: MatmulShape, target: MatmulTarget, swapped: boolean): MatmulProblem {
  const { arithmetic } = target;
  const law = ampLaw(arithmetic, target.weightLoadBytesPerCycle, target.macsPerCycle);
  const inputBytes = INPUT_BYTES[arithmetic];
  const partialBytes = PARTIAL_BYTES[arithmetic];
  const outputBytes = OUTPUT_BYTES[arithmetic];
  const [field, columns] = swapped ? [shape.columns, shape.rows] : [shape.rows, shape.columns];
  const { groups, inner } = shape;
  return {
    target,
    law,
    groups,
    field,
    innerBlocks: Math.ceil(inner / law.innerBlock),
    columnBlocks: Math.ceil(columns / law.columnBlock),
    inputBytes,
    partialBytes,
    outputBytes,
    castsPartials: partialBytes > outputBytes,
    reduction: partialBytes === 2 ? "half" : outputBytes === 2 ? "floatToHalf" : "float",
    halfPartials: partialBytes === 2,
    swapped,
    swapCycles: swapped ? swapRearrangeCycles(shape, target, inputBytes, outputBytes) : 0,
    fieldBytesPerTile: (groups * field * inner * inputBytes) / target.tiles,
    weightBytesPerTile: (groups * inner * columns * inputBytes) / target.tiles,
    stageDepths,
  };
}

/**
 * A swapped product needs X, W and Y transposed: each one exchange phase and one rearrangement. W too, although its
 * layout could be chosen once for all: plans that swap at the cost of X and Y alone would run [8192, 8192] × [8192, 16]
 * on Bow at 148 TFLOP/s, where 72 are measured (sparsity-benchmarks, Analysis.ipynb).
 */
function swapRearrangeCycles(
  { groups, rows, inner, columns }: MatmulShape,
  { tiles, exchangeBytesPerCycle, phaseCycles }: MatmulTarget,
  inputBytes: number,
  outputBytes: number,
): number {
  const transpose = (elements: number, elementBytes: number): number => {
    const bytesPerTile = (elements * elementBytes) / tiles;
    return phaseCycles + bytesPerTile / exchangeBytesPerCycle + rearrangeCycles(bytesPerTile, elementBytes);
  };
  return (
    transpose(groups * rows * inner, inputBytes) +
    transpose(groups * inner * columns, inputBytes) +
    transpose(groups * rows * columns, outputBytes)
  );
}
