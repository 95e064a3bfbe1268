/**
 * Probability that a standard normal variable exceeds `z`.
 *
 * Abramowitz and Stegun 26.2.17: density times a polynomial in 1 / (1 + 0.2316419 z), right to 7.5e-8 (published).
 */
export function normalUpperTail(z: number): number {
  if (z < 0) return 1 - normalUpperTail(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const polynomial =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}
