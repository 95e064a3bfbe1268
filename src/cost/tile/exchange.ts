import type { TiledChip } from "../../arch/arch.ts";

/** What the busiest tile of an exchange phase sends and receives. A broadcast is sent once, however many receive it. */
export interface TileTraffic {
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** True where neighbour tiles receive the same data: they share their receivers. */
  readonly paired?: boolean;
  /** Separate pieces the received bytes come in. */
  readonly fragments?: number;
}

/** Control words a tile executes for each fragment it receives, one a cycle. Community IPU21 compiler (measured). */
const CONTROL_CYCLES_PER_FRAGMENT = 3;

/**
 * Cycles of one on-chip exchange phase, sync apart.
 *
 *   T = fixed + max(sent, received / pair) / rate + 3 · fragments
 *
 * A tile sends and receives at the same time. Source: PopLibs popops/ExchangeEstimator.cpp 75-104 (rate, pairs);
 * popnn CTCLossPlan.cpp 309-312 (fixed: 100 cycles, and 101 fitted to halo exchanges of lbm-graphcore).
 */
export function exchangeCycles(traffic: TileTraffic, exchange: TiledChip["exchange"]): number {
  const { sentBytes, receivedBytes, paired = false, fragments = 0 } = traffic;
  const received = receivedBytes / (paired ? exchange.pairFactor : 1);
  const moving = Math.max(sentBytes, received) / exchange.bytesPerCycle;
  return exchange.fixedCycles + moving + CONTROL_CYCLES_PER_FRAGMENT * fragments;
}

/** Cycles of one superstep: the busiest tile's compute, then the sync of all tiles, then the exchange. */
export function superstepCycles(
  computeCycles: number,
  traffic: TileTraffic,
  exchange: TiledChip["exchange"],
): number {
  return computeCycles + exchange.syncCycles + exchangeCycles(traffic, exchange);
}

/** Exchange code a tile holds for a phase: a frame, then per fragment received and per message sent (assumed). */
const CODE_BYTES = { phase: 32, fragment: 12, message: 8 } as const;

/** Bytes of exchange code on a tile: Σ phases · (32 + 12 · fragments + 8 · messages). Assumed, from control words. */
export function exchangeCodeBytes(
  phases: number,
  fragmentsPerPhase: number,
  messagesPerPhase: number,
): number {
  const perPhase =
    CODE_BYTES.phase + CODE_BYTES.fragment * fragmentsPerPhase + CODE_BYTES.message * messagesPerPhase;
  return phases * perPhase;
}
