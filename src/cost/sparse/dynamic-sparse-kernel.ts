import { WORKERS } from "../tile/amp.ts";
import type { SparseBlock } from "./sparse-kernel.ts";

/** Work of one tile in one step: non-zero blocks found in `buckets` buckets, `perRow` in each of `rows` block rows. */
export interface DynamicSparseWork {
  readonly buckets: number;
  readonly rows: number;
  readonly perRow: number;
  readonly columns: number;
  readonly block: SparseBlock;
  readonly format: "half" | "float";
}

/** Supervisor cycles before anything is found, and for each bucket that holds blocks of this tile. */
const SEARCH = { blocks: { entry: 40, bucket: 46 + 56 }, elements: { entry: 30, bucket: 47 + 46 } } as const;
/** Worker cycles of a block kernel with float partials: entry, per block, per column and block. */
const BLOCK = {
  half: {
    4: { entry: 26, block: 19, column: 2 },
    8: { entry: 20, block: 23, column: 4 },
    16: { entry: 23, block: 24, column: 4 },
  },
  float: {
    4: { entry: 26, block: 14, column: 4 },
    8: { entry: 23, block: 23, column: 8 },
    16: { entry: 23, block: 24, column: 4 },
  },
} as const;
/** Conv units that share a block of 16 x 16 with float partials: it is loaded and run in two halves. */
const LOADS = { 4: 1, 8: 1, 16: 2 } as const;
/** Outputs of a row are in registers: the block law above, less this. */
const RETAINED_CYCLES = 3;
const LOAD_ELEMENTS_PER_CYCLE = { half: 4, float: 2 } as const;
/**
 * Columns that the element kernel takes at a time; cycles of its entry, of a row, of those columns, of one non-zero times
 * them. PopLibs' estimator counts the third once a row; its code (asm/SparseDenseMatMulElementWise_half_float.S, LzLoop8:
 * seventeen instructions around the inner loop) goes through it for all columns (published).
 */
const ELEMENTS = {
  half: { vector: 8, entry: 33, row: 12, stretch: 17, product: 3 },
  float: { vector: 4, entry: 30, row: 13, stretch: 12, product: 3 },
} as const;

/**
 * Tile cycles of sparse × dense where the pattern is data: the kernel looks through buckets for its rows and columns.
 *
 *   blocks:   40 + 102 · buckets + rows · (1 + perRow · (b² / 4 + 3 + 12 · L)) + W · (e + rows · perRow · L · (i − 3 + c · columns / W))
 *   elements: 30 + 93 · buckets + W · (33 + rows / W · (12 + columns / 8 · (17 + 3 · perRow)))
 *
 * L loads a block (2 for 16 × 16 with float partials). Source: PopLibs popsparse/PerformanceEstimation.hpp 187-324,
 * 528-620 (published).
 */
export function dynamicSparseKernelCycles(work: DynamicSparseWork): number {
  const { buckets, rows, perRow, columns, block, format } = work;
  if (rows === 0 || perRow === 0) return SEARCH[block === 1 ? "elements" : "blocks"].entry;
  if (block === 1) return elementCycles(work);
  const { entry, bucket } = SEARCH.blocks;
  const kernel = BLOCK[format][block];
  const loads = LOADS[block];
  const load = block ** 2 / LOAD_ELEMENTS_PER_CYCLE[format] + 3 + 12 * loads;
  const pass = kernel.block - RETAINED_CYCLES + kernel.column * Math.ceil(columns / WORKERS);
  return (
    entry +
    bucket * buckets +
    rows * (1 + perRow * load) +
    WORKERS * (kernel.entry + rows * perRow * loads * pass)
  );
}

function elementCycles({ buckets, rows, perRow, columns, format }: DynamicSparseWork): number {
  const { entry, bucket } = SEARCH.elements;
  const { vector, entry: worker, row, stretch, product } = ELEMENTS[format];
  const rowCycles = row + (columns / vector) * (stretch + product * perRow);
  return entry + bucket * buckets + WORKERS * (worker + Math.ceil(rows / WORKERS) * rowCycles);
}

/** A bucket of none of this tile's blocks is read in passing. Same source. */
export const FOREIGN_BUCKET_CYCLES = 33;
