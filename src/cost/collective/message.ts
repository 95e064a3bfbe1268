import type { TiledChip } from "../../arch/arch.ts";
import { WORKERS } from "../tile/amp.ts";
import { reductionCycles, reductionStageDepths } from "../tile/reduction.ts";

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

/** Share of a link's rate that is payload; the rest is packet headers. PopLibs lib/poplibs_test/Util.cpp 405 (published). */
export const PACKET_EFFICIENCY = 0.85;

/** Bytes per second at which one tile sends to another chip. */
export function tileLinkRate({ clockHertz, exchange }: TiledChip): number {
  return exchange.bytesPerCycle * clockHertz * PACKET_EFFICIENCY;
}

/** Cycles of a tile to take in one word that came over links: three control words besides. Community compiler (measured). */
const LINKED_WORD_CYCLES = 3;

/** Cycles of the busiest tile to take in one word of each of `local` tiles of its chip and `linked` ones of others. */
export function gatheredWords(local: number, linked: number): number {
  return local + LINKED_WORD_CYCLES * linked;
}

/**
 * Bytes per second that every receiver of a broadcast gets. One tile sends to its own chip at the rate of pairs that share
 * a bus, then to the others, once along each rail of the ladder:
 *
 *   rate = 1 / (1 / local + streams / linked),  streams = min(2, other chips)
 */
export function broadcastRate(chip: TiledChip, ownChip: boolean, otherChips: number): number {
  const { bytesPerCycle, pairFactor } = chip.exchange;
  const local = ownChip ? 1 / (bytesPerCycle * pairFactor * chip.clockHertz) : 0;
  return 1 / (local + Math.min(RAILS, otherChips) / tileLinkRate(chip));
}

/** Chips of a rung: a ladder has two rails. */
export const RAILS = 2;

/**
 * Cycles of a tile to add up `operands` floats of its own: a 64-bit load and a vector add of two, one after the other.
 *
 *   T = W · (32 + 2 · ⌈operands / (2 · W)⌉)
 *
 * The entry is that of PopLibs' reductions (published); the loop is derived from the instructions it takes.
 */
export function sumToOneCycles(operands: number): number {
  return WORKERS * (32 + 2 * Math.ceil(operands / (2 * WORKERS)));
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
