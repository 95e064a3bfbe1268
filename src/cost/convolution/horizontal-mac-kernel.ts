import { WORKERS } from "../tile/amp.ts";
import type { SlicTile } from "./slic-kernel.ts";

/** Products of four channels that the vector unit takes at once. PopLibs ConvModel.cpp 614-616 (published). */
const VECTOR = 4;
/** Worker cycles around the dot product of one output: of a filter of one position, and of more. */
const OUTPUT_CYCLES = { single: 2, several: 7 } as const;
/** Loop entry and end, sum with what is there, branch, less the overlap of halves. PopLibs 81-121 (published). */
const DOT_CYCLES = 6;
/** Entry of a stretch of a row. Same source, 143-165. */
const STRETCH_CYCLES = { single: 14, several: 19 } as const;

/**
 * Tile cycles of a half-precision convolution on the vector unit (HMAC), float partials, groups of at most four channels:
 *
 *   T = 65 + G · (38 + C · (10 + W · K · (10 + runs · s + n · (o + 6 + ⌈C / 4⌉))))
 *
 * G groups of C channels in and out, K filter positions, n pixels of a worker in `runs` stretches of rows; o and s are
 * smaller where K = 1. Where neither the matrix unit nor a sliding window takes so few channels, this is what is left.
 * Source: PopLibs PerformanceEstimation.hpp 25-245 (published).
 */
export function horizontalMacCycles(tile: SlicTile): number {
  const { bundles, pixels, rowPixels, filterSize, groupChannels } = tile;
  const kind = filterSize === 1 ? "single" : "several";
  const groups = (bundles * VECTOR) / groupChannels;
  const share = Math.ceil(pixels / WORKERS);
  const runs = Math.ceil(share / Math.min(rowPixels, pixels));
  const output = OUTPUT_CYCLES[kind] + DOT_CYCLES + Math.ceil(groupChannels / VECTOR);
  const worker = filterSize ** 2 * (10 + runs * STRETCH_CYCLES[kind] + share * output);
  return 65 + groups * (38 + groupChannels * (10 + WORKERS * worker));
}
