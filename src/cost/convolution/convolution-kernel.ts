import { WORKERS } from "../tile/amp.ts";

/** Work of one tile: `pixels` output pixels in rows of up to `rowPixels`, in blocks of 16 × 16 channels. */
export interface ConvolutionTile {
  readonly groups: number;
  readonly pixels: number;
  readonly rowPixels: number;
  /** Filter positions (height × width of the filter, or the tile's part of them). */
  readonly positions: number;
  readonly innerBlocks: number;
  readonly columnBlocks: number;
}

const BLOCK = 16;
const HALF_BYTES = 2;
const ELEMENTS_PER_UNIT = 4;
const FIELD_CYCLES = 4;

/**
 * Tile cycles of a half-precision convolution with a filter of more than one position (`n × 1` kernel):
 *
 *   T = 109 + G · (16 + I · (14 + O · (14 + P · passes · (load + 15 + W · (18 + 25 · runs + 4 · n)))))
 *
 * n pixels of a worker lie in `runs` stretches of rows, and each stretch is entered anew for every filter position and
 * block: what makes convolutions over small images slower than matmuls of the same size. Source: PopLibs
 * PerformanceEstimation.hpp 694-1064 (published); stretches per worker are those of evenly divided whole rows.
 */
export function convolutionKernelCycles(
  { groups, pixels, rowPixels, positions, innerBlocks, columnBlocks }: ConvolutionTile,
  macsPerCycle: number,
  weightLoadBytesPerCycle: number,
): number {
  const units = Math.max(1, Math.floor(macsPerCycle / ELEMENTS_PER_UNIT));
  const passes = Math.ceil(BLOCK / units);
  const load = (units * BLOCK * HALF_BYTES) / weightLoadBytesPerCycle;
  const share = Math.ceil(pixels / WORKERS);
  const runs = Math.ceil(share / Math.min(rowPixels, pixels));
  const worker = 18 + 25 * runs + FIELD_CYCLES * share;
  const block = 14 + positions * passes * (load + 15 + WORKERS * worker);
  return 109 + groups * (16 + innerBlocks * (14 + columnBlocks * block));
}
