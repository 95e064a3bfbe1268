import type { TileWork } from "../tile/tile-work.ts";

/** Fixed cycles and cycles per byte of an on-tile rearrangement, by the bytes that stay together. */
const FIXED_CYCLES = 587;
const CYCLES_PER_BYTE = { 2: 5271 / 1024, 4: 3200 / 1024, 8: 451 / 1024 } as const;

/**
 * Tile cycles to rearrange `bytes` in atoms of `atomBytes` (1 counts as 2).
 *
 *   T = 587 + bytes · {5.15 | 3.13 | 0.44} for atoms of {2 | 4 | 8} bytes
 *
 * Source: PopLibs ConvModel.cpp 1563-1591, a regression over 10,000 random rearrangements (published).
 */
export function rearrangeCycles(bytes: number, atomBytes: number): number {
  const atom = atomBytes >= 8 ? 8 : atomBytes >= 4 ? 4 : 2;
  return FIXED_CYCLES + bytes * CYCLES_PER_BYTE[atom];
}

/** Call and bookkeeping of a dynamic slice. Assumed, of the order of PopLibs' 25 + 6 · (39 + 24) cycles. */
const SLICE_FIXED_CYCLES = 400;
/** Load and store of eight bytes, one after the other. PopLibs PerformanceEstimation.cpp 49-204 (published). */
const SLICE_CYCLES_PER_BYTE = 2 / 8;

/** Tile cycles to copy a slice of `bytes` out of a larger tensor: T = 400 + 2 · bytes / 8. */
export function sliceCycles(bytes: number): number {
  return SLICE_FIXED_CYCLES + bytes * SLICE_CYCLES_PER_BYTE;
}

/** Read and written in a cycle of a rearrangement or copy, at atoms of eight bytes: 2 · 1024 / 451. */
const MOVED_BYTES_PER_CYCLE = 2 / CYCLES_PER_BYTE[8];

/** Of tiles that put bytes in another order for so many cycles, all tiles taken together. */
export function rearrangeWork(cycles: number): TileWork {
  return { cycles, movedBytes: cycles * MOVED_BYTES_PER_CYCLE, flops: 0 };
}
