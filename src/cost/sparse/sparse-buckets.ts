import { normalUpperTail } from "../collective/normal-tail.ts";
import type { SparseMatmulShape } from "./sparse-matmul.ts";

/** Room in a bucket above its even share. PopLibs MatMul.hpp, metaInfoBucketOversizeProportion (published default). */
const OVERSIZE = 0.3;
/**
 * Numbers of two bytes that say where non-zeros are: a head of two regions' entries (elements also say what each of six
 * workers does), two for a row, one for a non-zero. PopLibs SparseMetaInfo.hpp, FullyConnectedPlan.cpp 1300-1400 (published).
 */
const PLACE_BYTES = 2;
const HEAD = { block: 2 * 7, element: 2 * (8 + 6 * 5) } as const;
const ROW_PLACES = 2;

/** A region of `rows` x `inner` blocks of S, one of `regions`, kept in as many buckets as it has tiles. */
export interface BucketedRegion extends SparseMatmulShape {
  readonly rows: number;
  readonly inner: number;
  readonly regions: number;
  readonly bucketsOfRegion: number;
  readonly elementBytes: number;
}

/** Non-zeros of a random pattern in buckets of equal size. */
export interface SparseBuckets {
  readonly bucketBytes: number;
  /** Block rows of a region with a non-zero. */
  readonly present: number;
  /** Non-zeros of the fullest region, as far as its buckets hold them. */
  readonly fullest: number;
  /** Turns until what did not fit has come round. */
  readonly turns: number;
}

/**
 * Buckets for a uniformly random pattern. A region has N ± √(N · (1 − d)) non-zeros; the fullest of r regions lies
 * √(2 · ln r) deviations above. What does not fit goes to the next region with room:
 *
 *   turns = 1 + ln(r · p) / −ln(q),  p = P(region > room), q = P(region ≥ room)
 *
 * one turn, and one more for each full neighbour that the farthest block had to pass; proportionally fewer where less than
 * one region overflows. Source: PopLibs SparsePartitionerImpl.cpp 1180-1405, optimiseForSpeed (published); its statistics
 * are derived.
 */
export function sparseBuckets(region: BucketedRegion): SparseBuckets {
  const { m, k, density, block, rows, inner, regions, bucketsOfRegion, elementBytes } = region;
  const nonZeros = Math.ceil((m / block) * (k / block) * density);
  const mean = nonZeros / regions;
  const bucket = Math.max(1, Math.round(Math.ceil(mean / bucketsOfRegion) * (1 + OVERSIZE)));
  const room = bucket * bucketsOfRegion;
  const deviation = Math.sqrt(mean * (1 - density));
  const present = Math.max(1, Math.ceil(rows * (1 - (1 - density) ** inner)));
  const places =
    HEAD[block === 1 ? "element" : "block"] +
    (1 + OVERSIZE) * present * (ROW_PLACES + Math.ceil(mean / present));
  return {
    bucketBytes: bucket * block ** 2 * elementBytes + PLACE_BYTES * places,
    present,
    fullest: Math.min(room, mean + deviation * Math.sqrt(2 * Math.log(regions))),
    turns: expectedTurns(mean, deviation, room, regions),
  };
}

/** A region is never taken as full with more than this probability: then its non-zeros would not fit at all. */
const MOST_FULL = 0.9;

function expectedTurns(mean: number, deviation: number, room: number, regions: number): number {
  if (regions === 1 || deviation === 0) return 0;
  const overflowing = regions * normalUpperTail((room + 0.5 - mean) / deviation);
  if (overflowing <= 1) return overflowing;
  const full = Math.min(MOST_FULL, normalUpperTail((room - 0.5 - mean) / deviation));
  return Math.min(regions, 1 + Math.log(overflowing) / -Math.log(full));
}
