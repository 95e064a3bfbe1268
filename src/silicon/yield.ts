/** What of a die can be repaired: `groups` times `units` equal parts, of each group `needed` must work. */
export interface Redundancy {
  readonly groups: number;
  readonly units: number;
  readonly needed: number;
  /** Share of the die's area that these parts cover; a defect elsewhere is fatal. */
  readonly repairableFraction: number;
}

/** Defects of a die on average (area × density), and how they cluster (alpha of the negative binomial). */
export interface Defects {
  readonly mean: number;
  readonly clustering: number;
}

/**
 * Share of dies without a defect where defects cluster: (1 + m/α)^−α. Infinite clustering gives Poisson's e^−m.
 * Source: Stapper's negative binomial, as in CAPA and Chiplet Actuary.
 */
export function plainYield({ mean, clustering }: Defects): number {
  return Number.isFinite(clustering) ? (1 + mean / clustering) ** -clustering : Math.exp(-mean);
}

/**
 * Share of dies that work after spare parts have replaced defective ones.
 *
 *   Y = E over λ ~ Gamma(α, m/α) of  e^(−λ(1−s)) · [ P(at least `needed` of `units` work) ]^groups
 *
 * Defects of one die fall independently at its own density λ, of which a part gets λ s / (groups · units); densities
 * differ between dies as the clustering says. Equals `plainYield` where nothing is spare. Source: the same expectation
 * that CAPA sums by Stirling numbers.
 */
export function repairedYield(defects: Defects, redundancy: Redundancy): number {
  const { mean, clustering } = defects;
  if (mean === 0) return 1;
  if (!Number.isFinite(clustering)) return yieldAt(mean, redundancy);
  const scale = mean / clustering;
  return expectedOverGamma(clustering, (x) => yieldAt(x * scale, redundancy));
}

function yieldAt(defects: number, { groups, units, needed, repairableFraction }: Redundancy): number {
  const works = Math.exp((-defects * repairableFraction) / (groups * units));
  return Math.exp(-defects * (1 - repairableFraction)) * atLeast(needed, units, works) ** groups;
}

/** Chance that at least `needed` of `units` independent parts work, each with probability `works`. */
function atLeast(needed: number, units: number, works: number): number {
  let chance = 0;
  let ways = 1;
  for (let failed = 0; failed <= units - needed; failed++) {
    chance += ways * works ** (units - failed) * (1 - works) ** failed;
    ways = (ways * (units - failed)) / (failed + 1);
  }
  return chance;
}

/** Intervals of the quadrature: halving them moves no yield by more than 1e-7. */
const INTERVALS = 600;

/** Mean of `f` over Gamma(shape, 1), shape ≥ 1, by Simpson's rule; weights are normalised by their own sum. */
function expectedOverGamma(shape: number, f: (x: number) => number): number {
  const end = shape + 12 * Math.sqrt(shape) + 12;
  const mode = shape - 1;
  let sum = 0;
  let weights = 0;
  for (let index = 0; index <= INTERVALS; index++) {
    const x = (index * end) / INTERVALS;
    const logDensity = mode === 0 ? -x : mode * Math.log(x / mode) - x + mode;
    const simpson = index === 0 || index === INTERVALS ? 1 : index % 2 === 1 ? 4 : 2;
    const weight = simpson * Math.exp(logDensity);
    if (weight === 0) continue;
    sum += weight * f(x);
    weights += weight;
  }
  return sum / weights;
}
