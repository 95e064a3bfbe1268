import type { TiledChip } from "../../arch/arch.ts";

/** Seconds of an on-chip sync of all tiles. */
export function internalSyncSeconds({ clockHertz, exchange }: TiledChip): number {
  return exchange.syncCycles / clockHertz;
}

/** Delay of one hop of the sync wires, there and back. PopLibs lib/poplibs_test/Util.cpp 432-438 (published). */
const SECONDS_PER_HOP = 15e-9;
const DIRECTIONS = 2;

/**
 * Seconds to sync chips with each other, on a ladder of two chips a rung.
 *
 *   t = 2 · 15 ns · hops,  hops = 1 + (chips / 2) / 2
 *
 * Source: PopLibs lib/poplibs_test/Util.cpp 432-438. Sixteen chips of the first generation measure 0.31-0.40 µs
 * (lbm-graphcore), twice this law; in large pods syncs go as packets over the gateways instead.
 */
export function externalSyncSeconds(chips: number): number {
  if (chips <= 1) return 0;
  return DIRECTIONS * SECONDS_PER_HOP * (1 + chips / 4);
}
