/** How far predictions are off: relative errors `predicted / measured − 1` of one group. Null where nothing was modelled. */
export interface ErrorStatistics {
  /** Mean of |error|. */
  readonly mape: number | null;
  /** Mean of error: above 0 predictions are too high. */
  readonly bias: number | null;
  /** The least |error| that nine of ten predictions keep to (nearest rank). */
  readonly p90: number | null;
  /** Mean of |ln(predicted / measured)|, which weighs half and double alike. */
  readonly meanAbsLogError: number | null;
}

export function errorStatistics(errors: readonly number[]): ErrorStatistics {
  if (errors.length === 0) return { mape: null, bias: null, p90: null, meanAbsLogError: null };
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  return {
    mape: mean(sizes),
    bias: mean(errors),
    p90: sizes[Math.ceil(0.9 * sizes.length) - 1] ?? null,
    meanAbsLogError: mean(errors.map((error) => Math.abs(Math.log(1 + error)))),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
