import type { UncertainInput } from "./uncertain-inputs.ts";

/**
 * Value of an uncertain input at probability `u`.
 *
 * A range from `low` to `high` with a most likely value is read as a triangular distribution: no more is known than
 * its ends and its middle. A count (whole at all three) is its middle with one half, each end with one quarter: what
 * lies between may be no machine at all (five chips to a board that splits 8,192).
 *
 *   F⁻¹(u) = low + √(u · w · (value − low))          below F(value) = (value − low) / w, w = high − low
 *          = high − √((1 − u) · w · (high − value))  above
 */
export function valueAt({ value, unit, ends: { low, high } }: UncertainInput, u: number): number {
  if (unit === "" && [low, value, high].every(Number.isInteger))
    return u < 0.25 ? low : u < 0.75 ? value : high;
  const width = high - low;
  return u * width < value - low
    ? low + Math.sqrt(u * width * (value - low))
    : high - Math.sqrt((1 - u) * width * (high - value));
}
