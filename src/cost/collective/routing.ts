/** A router that sends each token to `perToken` different ones of `experts`, all equally likely. */
export interface Routed {
  readonly experts: number;
  readonly perToken: number;
}

/**
 * Different experts that `tokens` tokens meet, on average:
 *
 *   E · (1 − (1 − k/E)^B)
 *
 * Derived: an expert is left out by one token with probability 1 − k/E, by all of them independently.
 */
export function expectedExpertsTouched({ experts, perToken }: Routed, tokens: number): number {
  return experts * -Math.expm1(tokens * Math.log1p(-perToken / experts));
}

/**
 * Rows that an expert has room for: ⌈factor · k · tokens / E⌉. Source: Fedus 2021, arXiv:2101.03961, eq. 3.
 */
export function expertCapacity({ experts, perToken }: Routed, tokens: number, factor: number): number {
  return Math.ceil((factor * perToken * tokens) / experts);
}

/**
 * Largest load, in rows, of `parts` equal parts of the experts, on average, where each part takes `mean` of them:
 *
 *   E[max] = Σ over x ≥ 0 of 1 − F(x)^parts
 *
 * with F the distribution of one load, the loads taken as independent with the mean and a variance of
 * mean · (E − k)/(E − 1): a Poisson load for k = 1, a constant one for k = E. Bound to add up to the number of rows, as
 * loads are, such variables are just the router's; in the limit of many rows that bond does not move the mean of
 * (largest − mean), since the mean of normal variables is independent of their deviations.
 * Derived (order statistics); for many rows mean + √(2 · mean · ln parts) as in Raab and Steger 1998.
 */
export function expectedLargestLoad(routed: Routed, mean: number, parts: number): number {
  const key = `${routed.experts}|${routed.perToken}|${mean}|${parts}`;
  const known = expectedLoads.get(key);
  if (known !== undefined) return known;
  const { first, below } = largestLoads(routed, mean, parts);
  const expected = below.reduce((sum, share) => sum + 1 - share, first);
  if (expectedLoads.size >= MOST_REMEMBERED) expectedLoads.clear();
  expectedLoads.set(key, expected);
  return expected;
}

/**
 * Loads worked out before, by all that they depend on: a sum over some thousand loads, asked for by every operator of
 * every expert layer of every plan, of which a search of a million plans has some hundred different ones.
 */
const expectedLoads = new Map<string, number>();
const MOST_REMEMBERED = 10_000;

/** The largest load as a chance: `below[i]` is the probability of at most `first + i` rows; of one part, the mean. */
export interface LargestLoads {
  readonly first: number;
  readonly below: readonly number[];
}

export function largestLoads({ experts, perToken }: Routed, mean: number, parts: number): LargestLoads {
  const share = experts > 1 ? (perToken - 1) / (experts - 1) : 1;
  if (parts <= 1 || mean === 0 || share >= 1) return { first: mean, below: [1] };
  const { first, weights } = loadWeights(mean, share);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const below = weights.map((weight) => {
    sum += weight / total;
    return Math.min(1, sum) ** parts;
  });
  return { first, below };
}

/** The largest load at a uniform draw from [0, 1). */
export function drawLargestLoad({ first, below }: LargestLoads, uniform: number): number {
  let low = 0;
  let high = below.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (below[middle]! > uniform) high = middle;
    else low = middle + 1;
  }
  return first + low;
}

/** Weights below this share of the largest are left out. */
const NEGLIGIBLE = 1e-17;

/**
 * Probabilities, up to a factor, of a load of `mean` whose variance is mean · (1 − share): binomial of mean / share
 * draws, or Poisson. Outwards from the mean by the ratio of neighbours, p(x + 1)/p(x) = (n − x)/(x + 1) · share/(1 − share).
 */
function loadWeights(
  mean: number,
  share: number,
): { readonly first: number; readonly weights: readonly number[] } {
  const ratio = (x: number): number => (mean - share * x) / ((x + 1) * (1 - share));
  const middle = Math.floor(mean);
  const up: number[] = [];
  for (let x = middle, weight = 1; weight > NEGLIGIBLE; x++) {
    up.push(weight);
    weight *= Math.max(0, ratio(x));
  }
  const down: number[] = [];
  for (let x = middle - 1, weight = 1; x >= 0; x--) {
    weight /= ratio(x);
    if (weight <= NEGLIGIBLE) break;
    down.push(weight);
  }
  return { first: middle - down.length, weights: [...down.reverse(), ...up] };
}
