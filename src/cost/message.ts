import type { TiledChip } from "../arch/arch.ts";
import { reductionCycles, reductionStageDepths } from "./reduction.ts";

/**
 * Cycles from the nearest to the farthest pair of tiles. Derived from the route times of the community compiler ipu-stack
 * over all pairs of 1,472 tiles; Citadel (arXiv:1912.03413) measures 59-95 cycles within a column of Mk1.
 */
const FAR_TILE_CYCLES = 61;
/** One message to a tile of a neighbouring chip beyond one on the chip: 0.633 less 0.133 us (Citadel; measured, Mk1). */
const LINK_MESSAGE_SECONDS = 0.5e-6;
/** Each further chip on the way (Citadel; measured, Mk1). */
const HOP_SECONDS = 0.16e-6;

/**
 * Cycles until small messages on one chip have arrived: sync + fixed cost of an exchange + way + words on the busiest tile.
 *
 *   T = sync + fixed + 61 · reach + messages
 *
 * `reach`: how far the farthest receiver is, as a share of the chip (1/2 for one receiver anywhere). `messages`: words of
 * four bytes that the busiest tile sends or receives, one a cycle.
 */
export function messageCycles({ exchange }: TiledChip, reach: number, messages: number): number {
  return exchange.syncCycles + exchange.fixedCycles + FAR_TILE_CYCLES * reach + messages;
}

/** Seconds that a message takes longer because `hops` chips lie between here and its farthest receiver. */
export function linkMessageSeconds(hops: number): number {
  return hops <= 0 ? 0 : LINK_MESSAGE_SECONDS + (hops - 1) * HOP_SECONDS;
}

/** Steps to the farthest of `chips` chips in a ladder, two a rung. */
export function ladderHops(chips: number): number {
  return chips <= 1 ? 0 : Math.max(1, Math.ceil(chips / 2) - 1);
}

/** Cycles to sum one operand of every one of `tiles` tiles: stages of exchange and reduction. */
export function treeReductionCycles(tiles: number, { exchange }: TiledChip): number {
  const depths = tiles === 1 ? [1] : reductionStageDepths(tiles);
  return depths.reduce((sum, depth) => sum + exchange.phaseCycles + reductionCycles(1, depth, "float"), 0);
}
