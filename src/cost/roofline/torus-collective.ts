import type { CollectiveCost } from "../collective/collective.ts";

/** Links of a chip in a torus, one way, to two neighbours a dimension; from how many chips on a side is a ring. */
export interface TorusLinks {
  /** To one neighbour. */
  readonly bytesPerSecond: number;
  readonly latencySeconds: number;
  readonly ring: number;
}

/** Chips a side of a block of `chips` neighbours, as near to a cube as their prime factors allow; the largest first. */
export function torusSides(chips: number, dimensions: number): readonly number[] {
  const sides = Array.from({ length: dimensions }, () => 1);
  for (const factor of primeFactors(chips).reverse()) {
    const least = sides.indexOf(Math.min(...sides));
    sides[least] = (sides[least] ?? 1) * factor;
  }
  return sides.filter((side) => side > 1).sort((a, b) => b - a);
}

function primeFactors(value: number): number[] {
  const factors: number[] = [];
  let rest = value;
  for (let factor = 2; factor * factor <= rest; factor++)
    while (rest % factor === 0) {
      factors.push(factor);
      rest /= factor;
    }
  return rest > 1 ? [...factors, rest] : factors;
}

/**
 * Reduce-scatter or all-gather of a tensor of `bytes` over a block of a torus. Each part of the tensor takes the
 * dimensions in another order, so that the links of all of them are busy: two of a side that is a ring, and of a line one,
 * through which its ends get all.
 *
 *   t = (n − 1)/n · bytes / (neighbours · rate) + Σ steps · latency,  n = Π side,  steps = ⌊side / 2⌋ or side − 1
 *
 * Source: Pope 2022, arXiv:2211.05102, App. A.1 (volumes); Kumar 2020, "Highly available data parallel ML training on
 * mesh networks", §2 (all dimensions at once).
 */
export function torusHalfCollective(
  bytes: number,
  sides: readonly number[],
  { bytesPerSecond, latencySeconds, ring }: TorusLinks,
): CollectiveCost {
  const members = chipsOf(sides);
  if (members <= 1 || bytes === 0) return { seconds: 0, bytesSent: 0 };
  const neighbours = sides.reduce((sum, side) => sum + (side >= ring ? 2 : 1), 0);
  const steps = sides.reduce((sum, side) => sum + (side >= ring ? Math.floor(side / 2) : side - 1), 0);
  const bytesSent = (bytes * (members - 1)) / members;
  return { seconds: bytesSent / (neighbours * bytesPerSecond) + steps * latencySeconds, bytesSent };
}

/** All-reduce = reduce-scatter, then all-gather. */
export function torusAllReduce(bytes: number, sides: readonly number[], links: TorusLinks): CollectiveCost {
  const half = torusHalfCollective(bytes, sides, links);
  return { seconds: 2 * half.seconds, bytesSent: 2 * half.bytesSent };
}

/** What the products between two sums of a layer have and exchange. */
export interface PlanarTraffic {
  /** Of what the products take in and hand on, whole. */
  readonly outerBytes: number;
  /** Of what lies between them: results of the first and operands of the second, whole. */
  readonly innerBytes: number;
  /** Of their weights, whole. */
  readonly weightBytes: number;
  /** Samples that can be divided. */
  readonly samples: number;
}

/**
 * Products divided over a block of a torus, n = x · y · z chips: weights along their outer side over x chips and along
 * their inner side over y, samples over z chips, which gather the weights of each other. Each side of the block is one
 * of the three.
 *
 *   t = gather and scatter of outer / (x · z) over y + scatter or gather of inner / (y · z) over x
 *     + gather of weights / (x · y) over z
 *
 * x = z = 1 is the division along the inner side alone, whose two collectives are an all-reduce. The least over x falls
 * with √n; with many samples it is less to move the weights.
 * Source: Pope 2022, arXiv:2211.05102, §3.2 (1D and 2D weight-stationary, weight-gathered).
 */
export function planarCollective(
  { outerBytes, innerBytes, weightBytes, samples }: PlanarTraffic,
  sides: readonly number[],
  links: TorusLinks,
): CollectiveCost {
  let best: CollectiveCost = { seconds: Infinity, bytesSent: 0 };
  for (let division = 0; division < 3 ** sides.length; division++) {
    const [x, y, z] = [0, 1, 2].map((way) =>
      sides.filter((_, i) => Math.floor(division / 3 ** i) % 3 === way),
    );
    const [outer, inner, apart] = [chipsOf(x), chipsOf(y), chipsOf(z)];
    if (apart > samples) continue;
    const moves = [
      torusAllReduce(outerBytes / (outer * apart), y ?? [], links),
      torusHalfCollective(innerBytes / (inner * apart), x ?? [], links),
      torusHalfCollective(weightBytes / (outer * inner), z ?? [], links),
    ];
    const seconds = moves.reduce((sum, move) => sum + move.seconds, 0);
    if (seconds >= best.seconds) continue;
    best = { seconds, bytesSent: moves.reduce((sum, move) => sum + move.bytesSent, 0) };
  }
  return best;
}

const chipsOf = (sides: readonly number[] = []): number => sides.reduce((product, side) => product * side, 1);
