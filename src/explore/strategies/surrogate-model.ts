import type { Random } from "../../sim/random.ts";
import { coordinatesFromCube } from "../axes/unit-cube.ts";
import type { Space } from "../space.ts";
import type { Candidate } from "./asked-points.ts";
import { groupsOfPeers } from "./groups-of-peers.ts";
import { growForest, type Forest, type Prediction } from "./regression-forest.ts";
import type { Outcome } from "./strategy.ts";
import { featuresOf, probePlaces } from "./surrogate-probes.ts";

export interface Known extends Candidate {
  readonly outcome: Outcome;
}

/** Of the last term of the augmented Tchebycheff function; Knowles 2006. */
const AUGMENTATION = 0.05;
/** So many of the best points are looked around. */
const LOOKED_AROUND = 5;

/**
 * The place that promises most: the largest expected improvement times chance of fitting, and as long as nothing
 * fits, the smallest gap, the less certain the better.
 */
export function promisingPlace(space: Space, known: readonly Known[], random: Random): Float64Array {
  const fitting = known.filter(({ outcome }) => outcome.feasible);
  const members = fitting.length > 0 ? fitting : known;
  const costs = fitting.length > 0 ? scalarCosts(fitting, random) : gapsOf(known);
  const forest = forestOf(space, { members, targets: costs, random });
  const chance =
    fitting.length === 0 || fitting.length === known.length
      ? undefined
      : forestOf(space, { members: known, targets: known.map(fits), random });
  const least = Math.min(...costs);
  const order = [...members.keys()].sort((a, b) => costs[a]! - costs[b]!);
  const best = order.slice(0, LOOKED_AROUND).map((member) => members[member]!.cube);
  const score = (cube: Float64Array): number => {
    const features = featuresOf(space, cube, coordinatesFromCube(space, cube));
    return expectedImprovement(forest(features), least) * (chance?.(features).mean ?? 1);
  };
  return highest(probePlaces(space, { best, random }), score);
}

const fits = ({ outcome }: Known): number => Number(outcome.feasible);
const gapsOf = (known: readonly Known[]): readonly number[] =>
  known.map(({ outcome }) => Math.log1p(Math.max(0, outcome.gap)));

function forestOf(
  space: Space,
  {
    members,
    targets,
    random,
  }: { readonly members: readonly Known[]; readonly targets: readonly number[]; readonly random: Random },
): Forest {
  return growForest({
    features: members.map(({ cube, coordinates }) => featuresOf(space, cube, coordinates)),
    targets,
    isName: space.free.map((at) => {
      const axis = space.axes[at]!;
      return axis.kind === "discrete" && !axis.isOrdered;
    }),
    random,
  });
}

/**
 * One cost for all objectives, max wᵢcᵢ + ρ Σ wᵢcᵢ with random weights, each objective scaled to 0..1: every point of
 * the front is the best for some weights, on hollow fronts too. Of one objective, the cost itself. Costs are scaled
 * among peers, so that what is good for its workload is good.
 */
function scalarCosts(fitting: readonly Known[], random: Random): readonly number[] {
  const outcomes = fitting.map(({ outcome }) => outcome);
  const objectives = outcomes[0]!.costs.length;
  const groups = groupsOfPeers(outcomes);
  if (objectives === 1 && groups.length === 1) return outcomes.map(({ costs: [cost = 0] }) => cost);
  const draws = Array.from({ length: objectives }, () => -Math.log(1 - random()));
  const sum = draws.reduce((total, draw) => total + draw, 0);
  const scalar = new Array<number>(fitting.length);
  for (const members of groups) {
    const costs = members.map((member) => outcomes[member]!.costs);
    const lows = draws.map((_, at) => Math.min(...costs.map((cost) => cost[at]!)));
    const highs = draws.map((_, at) => Math.max(...costs.map((cost) => cost[at]!)));
    for (const [place, cost] of costs.entries()) {
      const weighted = cost.map((value, at) => {
        const range = highs[at]! - lows[at]!;
        return range > 0 ? ((draws[at]! / sum) * (value - lows[at]!)) / range : 0;
      });
      scalar[members[place]!] =
        Math.max(...weighted) + AUGMENTATION * weighted.reduce((total, value) => total + value, 0);
    }
  }
  return scalar;
}

/**
 * By how much a normal variable is expected to fall below the least so far, nothing where it does not.
 *
 *   EI = (least − μ) Φ(z) + σ φ(z),  z = (least − μ)/σ
 *
 * Source: Jones, Schonlau, Welch 1998, J. Global Optimization 13.
 */
export function expectedImprovement({ mean, deviation }: Prediction, least: number): number {
  const better = least - mean;
  if (deviation <= 0) return Math.max(0, better);
  const z = better / deviation;
  return better * normalShare(z) + (deviation * Math.exp(-(z ** 2) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Φ(z), to 7.5e-8: Abramowitz and Stegun 1964, 26.2.17. */
function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (series * Math.exp(-(z ** 2) / 2)) / Math.sqrt(2 * Math.PI);
  return z > 0 ? 1 - tail : tail;
}

function highest(places: readonly Float64Array[], score: (place: Float64Array) => number): Float64Array {
  let best = { place: places[0]!, score: Number.NEGATIVE_INFINITY };
  for (const place of places) {
    const own = score(place);
    if (own > best.score) best = { place, score: own };
  }
  return best.place;
}
