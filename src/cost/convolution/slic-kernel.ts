import { WORKERS } from "../tile/amp.ts";

/** Work of one tile of the sliding window kernel: bundles of four channels over `pixels` output pixels in rows. */
export interface SlicTile {
  /** Four channels each: four groups of one, two of two, or one of four. */
  readonly bundles: number;
  readonly pixels: number;
  readonly rowPixels: number;
  readonly filterSize: number;
  readonly stride: number;
  /** Channels of a group: 1, 2 or 4. */
  readonly groupChannels: number;
}

/** Filter positions in a row that one pass takes. PopLibs PerformanceEstimation.hpp 1100 (published). */
const WINDOW = 4;
/** Channels that go through the window together. PopLibs ConvVertexType.cpp 435-575 (published). */
export const SLIC_CHANNELS = 4;

/**
 * Tile cycles of a half-precision convolution in groups of at most four channels (SLIC, windows of 1 x 4):
 *
 *   T = 28 + B · (15 + K · (load + 25 + W · (22 + runs · 25 + (n − 5 · runs) · stride)))
 *
 * K windows cover the filter; a worker's n pixels lie in `runs` stretches of rows, one pixel a cycle. Weights of groups
 * below four channels are rearranged by the workers first. Source: PopLibs PerformanceEstimation.hpp 1085-1403, half
 * partials, all convolution units (published); stretches per worker are those of evenly divided whole rows.
 */
export function slicCycles(tile: SlicTile): number {
  const { bundles, pixels, rowPixels, filterSize, stride, groupChannels } = tile;
  const windows = filterSize * Math.ceil(filterSize / WINDOW);
  const load = 16 + (groupChannels === SLIC_CHANNELS ? 18 : 21 + 10 * WORKERS);
  const share = Math.ceil(pixels / WORKERS);
  const runs = Math.ceil(share / Math.min(rowPixels, pixels));
  const worker = 22 + 25 * runs + Math.max(0, share - 5 * runs) * Math.min(2, stride);
  return 28 + bundles * (15 + windows * (load + 25 + WORKERS * worker));
}
