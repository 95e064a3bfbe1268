import type { TiledChip } from "../../arch/arch.ts";
import type { Arithmetic } from "../arithmetic.ts";

/** What a chip did: amounts that cost energy wherever and whenever they happen. */
export interface WorkCounts {
  readonly matmulFlops: number;
  readonly vectorFlops: number;
  readonly sramBytes: number;
  readonly exchangeBytes: number;
  readonly linkBytes: number;
}

export interface WorkJoules {
  readonly matmul: number;
  readonly vector: number;
  readonly sram: number;
  readonly exchange: number;
  readonly links: number;
}

/** Dynamic energy of a chip's work by category: amount × energy each. Idle power is apart. */
export function workJoules(counts: WorkCounts, arithmetic: Arithmetic, chip: TiledChip): WorkJoules {
  const { power, links } = chip;
  const joulesPerFlop = chip.joulesPerFlop[arithmetic];
  if (joulesPerFlop === undefined && counts.matmulFlops > 0)
    throw new Error(`${chip.id} has no energy for ${arithmetic}`);
  return {
    matmul: counts.matmulFlops * (joulesPerFlop ?? 0),
    vector: counts.vectorFlops * power.vectorJoulesPerFlop,
    sram: counts.sramBytes * power.sramJoulesPerByte,
    exchange: counts.exchangeBytes * power.exchangeJoulesPerByte,
    links: counts.linkBytes * links.joulesPerByte,
  };
}

/**
 * Factor by which work takes longer where its power would exceed a cap.
 *
 * Power is idle + dynamic · s at clock share s; s is the greatest share ≤ 1 with idle + dynamic · s ≤ cap, and the
 * time stretch is 1/s. The dynamic energy of the work stays (voltage does not follow the clock); idle energy grows
 * with the time. Infinity where idle power alone reaches the cap. Source: gc-monitor help, HC33 ("a power virus slows
 * the clock"); the law itself is assumed.
 */
export function throttleStretch(idleWatts: number, dynamicWatts: number, capWatts: number): number {
  if (idleWatts + dynamicWatts <= capWatts) return 1;
  return capWatts <= idleWatts ? Infinity : dynamicWatts / (capWatts - idleWatts);
}
