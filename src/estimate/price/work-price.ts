import { throttleStretch } from "../../cost/energy/energy.ts";
import type { EnergyCategory, Segment, TimeCategory } from "../priced-plan.ts";

/** What work on one chip's own units costs: seconds and joules by category, and its matmul FLOPs. */
export interface WorkPrice {
  readonly matmulSeconds: number;
  readonly vectorSeconds: number;
  readonly exchangeSeconds: number;
  readonly syncSeconds: number;
  readonly layoutSeconds: number;
  readonly matmulJoules: number;
  readonly vectorJoules: number;
  readonly sramJoules: number;
  readonly exchangeJoules: number;
  readonly flops: number;
  /** Kernels that a roofline chip's host issues; 0 on tiled chips, whose programs are loaded whole. */
  readonly kernels: number;
}

export const FREE: WorkPrice = {
  matmulSeconds: 0,
  vectorSeconds: 0,
  exchangeSeconds: 0,
  syncSeconds: 0,
  layoutSeconds: 0,
  matmulJoules: 0,
  vectorJoules: 0,
  sramJoules: 0,
  exchangeJoules: 0,
  flops: 0,
  kernels: 0,
};

export function addWork(a: WorkPrice, b: WorkPrice): WorkPrice {
  return {
    matmulSeconds: a.matmulSeconds + b.matmulSeconds,
    vectorSeconds: a.vectorSeconds + b.vectorSeconds,
    exchangeSeconds: a.exchangeSeconds + b.exchangeSeconds,
    syncSeconds: a.syncSeconds + b.syncSeconds,
    layoutSeconds: a.layoutSeconds + b.layoutSeconds,
    matmulJoules: a.matmulJoules + b.matmulJoules,
    vectorJoules: a.vectorJoules + b.vectorJoules,
    sramJoules: a.sramJoules + b.sramJoules,
    exchangeJoules: a.exchangeJoules + b.exchangeJoules,
    flops: a.flops + b.flops,
    kernels: a.kernels + b.kernels,
  };
}

/** Work that is added up in place: pricing does little else, and a record for each sum would be most of it. */
export type WorkSum = { -readonly [K in keyof WorkPrice]: WorkPrice[K] };

/** Adds `work` to `sum`. */
export function addToWork(sum: WorkSum, work: WorkPrice): void {
  sum.matmulSeconds += work.matmulSeconds;
  sum.vectorSeconds += work.vectorSeconds;
  sum.exchangeSeconds += work.exchangeSeconds;
  sum.syncSeconds += work.syncSeconds;
  sum.layoutSeconds += work.layoutSeconds;
  sum.matmulJoules += work.matmulJoules;
  sum.vectorJoules += work.vectorJoules;
  sum.sramJoules += work.sramJoules;
  sum.exchangeJoules += work.exchangeJoules;
  sum.flops += work.flops;
  sum.kernels += work.kernels;
}

/** The same work `times` times, or a share of it. */
export function scaleWork(work: WorkPrice, times: number): WorkPrice {
  if (times === 1) return work;
  return {
    matmulSeconds: work.matmulSeconds * times,
    vectorSeconds: work.vectorSeconds * times,
    exchangeSeconds: work.exchangeSeconds * times,
    syncSeconds: work.syncSeconds * times,
    layoutSeconds: work.layoutSeconds * times,
    matmulJoules: work.matmulJoules * times,
    vectorJoules: work.vectorJoules * times,
    sramJoules: work.sramJoules * times,
    exchangeJoules: work.exchangeJoules * times,
    flops: work.flops * times,
    kernels: work.kernels * times,
  };
}

/**
 * The same work with so much layout work around it, and the SRAM that it moves. Written out, as pricing does little else
 * than make such records.
 */
export function withLayout(work: WorkPrice, layoutSeconds: number, sramJoules: number): WorkPrice {
  return {
    matmulSeconds: work.matmulSeconds,
    vectorSeconds: work.vectorSeconds,
    exchangeSeconds: work.exchangeSeconds,
    syncSeconds: work.syncSeconds,
    layoutSeconds,
    matmulJoules: work.matmulJoules,
    vectorJoules: work.vectorJoules,
    sramJoules: work.sramJoules + sramJoules,
    exchangeJoules: work.exchangeJoules,
    flops: work.flops,
    kernels: work.kernels,
  };
}

export function workSeconds(work: WorkPrice): number {
  return (
    work.matmulSeconds + work.vectorSeconds + work.exchangeSeconds + work.syncSeconds + work.layoutSeconds
  );
}

/** Power of a chip without work, and what it may not exceed. */
export interface ChipPower {
  readonly idleWatts: number;
  readonly capWatts: number;
}

/**
 * The tiles (or cores) of a chip busy with `work`; all of it is charged to `category` where one is given. Work that
 * would draw more than the cap runs slower, at the cap.
 */
export function tilesSegment(
  label: string,
  work: WorkPrice,
  { idleWatts, capWatts }: ChipPower,
  category?: TimeCategory,
): Segment {
  const free = workSeconds(work);
  const dynamicJoules = work.matmulJoules + work.vectorJoules + work.sramJoules + work.exchangeJoules;
  const stretch = free > 0 ? throttleStretch(idleWatts, dynamicJoules / free, capWatts) : 1;
  const seconds = free * stretch;
  const time: Partial<Record<TimeCategory, number>> =
    category === undefined
      ? {
          matmul: work.matmulSeconds,
          vector: work.vectorSeconds,
          exchange: work.exchangeSeconds,
          sync: work.syncSeconds,
          layout: work.layoutSeconds,
          throttling: seconds - free,
        }
      : { [category]: seconds };
  const energy: Partial<Record<EnergyCategory, number>> = {
    matmul: work.matmulJoules,
    vector: work.vectorJoules,
    sram: work.sramJoules,
    exchange: work.exchangeJoules,
  };
  return { label, resource: "tiles", seconds, time, energy, bytes: 0 };
}
