/** Coverage and error of a group's records of trust A and B; medians by nearest rank, null where nothing was modelled. */
export interface TrustedStatistics {
  readonly count: number;
  readonly modelled: number;
  readonly medianAbsError: number | null;
  /** Of the signed error: above 0 predictions are too high. */
  readonly medianError: number | null;
  /** The least |error| that nine of ten predictions keep to. */
  readonly p90: number | null;
}

/** `errors`: relative errors of those of `count` records that are modelled. */
export function trustedStatistics(count: number, errors: readonly number[]): TrustedStatistics {
  const sizes = errors.map(Math.abs);
  return {
    count,
    modelled: errors.length,
    medianAbsError: quantile(sizes, 0.5),
    medianError: quantile(errors, 0.5),
    p90: quantile(sizes, 0.9),
  };
}

/** Of numbers in any order, by nearest rank; null of none. */
export function quantile(values: readonly number[], share: number): number | null {
  const ordered = [...values].sort((a, b) => a - b);
  return ordered[Math.max(0, Math.ceil(share * ordered.length) - 1)] ?? null;
}
