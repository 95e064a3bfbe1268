/** Room left above a span, so that rounding of its parts cannot leave the exact integers. */
const SPAN_TICKS = 2 ** 52;

/**
 * Length of a tick for a simulation of at most `spanSeconds`: the shortest power of two of a second at which the
 * span has no more than 2^52 ticks. Integer times then order exactly, and the result is as fine as the span
 * allows (an hour: 0.9 ps). A power of two makes seconds ↔ ticks free of rounding but for the fraction of a tick.
 */
export function tickSecondsFor(spanSeconds: number): number {
  if (!(spanSeconds >= 0) || spanSeconds === Infinity)
    throw new RangeError(`a span of ${spanSeconds} s cannot be simulated`);
  return spanSeconds === 0 ? 2 ** -52 : 2 ** Math.max(-1000, Math.ceil(Math.log2(spanSeconds / SPAN_TICKS)));
}

export function toTicks(seconds: number, tickSeconds: number): number {
  return Math.round(seconds / tickSeconds);
}
