import type { Readings } from "./sample-readings.ts";

/** Every metric with one input alone at its ends; undefined: the plan no longer fits there. */
export interface Swing<I> {
  readonly input: I;
  readonly low: Readings | undefined;
  readonly high: Readings | undefined;
}

/** One metric with one input alone at its low and high end; null: the plan no longer fits there. */
export interface MetricSwing<I> {
  readonly input: I;
  readonly low: number | null;
  readonly high: number | null;
}

/** The swings of one metric, largest first; inputs that do not move it are left out. */
export function metricSwings<I>(
  metric: string,
  nominal: Readings,
  swings: readonly Swing<I>[],
): readonly MetricSwing<I>[] {
  const value = nominal[metric] ?? null;
  return swings
    .map(({ input, low, high }) => ({ input, low: low?.[metric] ?? null, high: high?.[metric] ?? null }))
    .filter(({ low, high }) => low !== value || high !== value)
    .map((one) => ({ one, size: swingSize(one, value) }))
    .toSorted((a, b) => (a.size === b.size ? 0 : b.size - a.size))
    .map(({ one }) => one);
}

/** Distance between the ends and the middle; an end that does not fit is further than any. */
function swingSize({ low, high }: MetricSwing<unknown>, nominal: number | null): number {
  if (low === null || high === null || nominal === null) return Infinity;
  return Math.max(low, high, nominal) - Math.min(low, high, nominal);
}
