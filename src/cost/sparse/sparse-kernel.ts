import { WORKERS } from "../tile/amp.ts";

/** Side of a non-zero block; 1: single elements. */
export type SparseBlock = 1 | 4 | 8 | 16;
export const SPARSE_BLOCKS: readonly SparseBlock[] = [1, 4, 8, 16];

/** Work of one tile: `blocks` non-zero blocks in `rows` block rows, times `columns` columns. */
export interface SparseKernelWork {
  readonly rows: number;
  readonly blocks: number;
  readonly columns: number;
  readonly block: SparseBlock;
  readonly format: "half" | "float";
}

/** Worker cycles of a block kernel: per call, per row, and of one block over `columns` columns of a worker. */
interface BlockKernel {
  readonly header: number;
  readonly row: number;
  readonly block: (columns: number) => number;
}

/** PopLibs StaticMatMulPartitioner.cpp, matmulComputeCycles (published). */
const BLOCK_KERNELS: Readonly<Record<"half" | "float", Readonly<Record<4 | 8 | 16, BlockKernel>>>> = {
  half: {
    4: { header: 17, row: 1, block: (n) => (n <= 2 ? 7 + n : 13 + n) },
    8: { header: 13, row: 1, block: (n) => 14 + (n - 1) * 2 },
    16: { header: 13, row: 1, block: (n) => 19 + (n - 1) * 4 },
  },
  float: {
    4: { header: 13, row: 1, block: (n) => 12 + (n - 1) * 4 },
    8: { header: 13, row: 4, block: (n) => 19 + (n - 1) * 8 },
    16: { header: 16, row: 4, block: (n) => (n === 1 ? 58 : 2 * (37 + (n - 1) * 8)) },
  },
};
const ELEMENT_BYTES = { half: 2, float: 4 } as const;
const WEIGHT_LOAD_BYTES_PER_CYCLE = 8;

/**
 * Tile cycles of a sparse × dense product with a static pattern.
 *
 *   blocks:   30 + W · header + rows · (W · row + 17 + ⌈blocks / rows⌉ · (16 + b² · bytes / 8 + W · block(columns / W)))
 *   elements: W · (33 + rows / W · (11 + columns / 8 · (14 + 3 · (⌈blocks / rows⌉ − 1))))      (half; float by fours)
 *
 * Source: PopLibs StaticMatMulPartitioner.cpp, matmulComputeCycles (published).
 */
export function sparseKernelCycles({ rows, blocks, columns, block, format }: SparseKernelWork): number {
  const perRow = Math.ceil(blocks / rows);
  if (block === 1) return elementCycles(Math.ceil(rows / WORKERS), perRow, columns, format);
  const kernel = BLOCK_KERNELS[format][block];
  const load = (block * block * ELEMENT_BYTES[format]) / WEIGHT_LOAD_BYTES_PER_CYCLE;
  const blockCycles = 16 + load + WORKERS * kernel.block(Math.ceil(columns / WORKERS));
  return 30 + WORKERS * kernel.header + rows * (WORKERS * kernel.row + 17 + perRow * blockCycles);
}

function elementCycles(rows: number, perRow: number, columns: number, format: "half" | "float"): number {
  const vector = format === "half" ? 8 : 4;
  const [call, row, loop, rest] = format === "half" ? [33, 11, 14, 9] : [31, 12, 10, 10];
  const whole = Math.floor(columns / vector) * (loop + (perRow - 1) * 3);
  const remainder = columns % vector === 0 ? 0 : rest + (perRow - 1) * 2;
  return WORKERS * (call + rows * (row + whole + remainder));
}
