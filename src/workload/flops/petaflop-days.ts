export const SECONDS_PER_DAY = 24 * 60 * 60;

/** One petaFLOP/s for one day: the unit of GPT-3's Table D.1 (8.64e19 FLOP). */
export const FLOPS_PER_PETAFLOP_DAY = 1e15 * SECONDS_PER_DAY;

export function petaflopDays(flops: number): number {
  return flops / FLOPS_PER_PETAFLOP_DAY;
}

export function flopsOfPetaflopDays(days: number): number {
  return days * FLOPS_PER_PETAFLOP_DAY;
}
