import { createRandom, type Random } from "../../sim/random.ts";
import type { Space } from "../space.ts";
import { candidateMaker, type Candidate } from "./asked-points.ts";
import { MOST_SOBOL_AXES, scrambledSobol } from "./sobol.ts";
import { topRung, type Strategy } from "./strategy.ts";
import { promisingPlace, type Known } from "./surrogate-model.ts";
import { anywhere, stepFrom } from "./surrogate-probes.ts";

const DEFAULT_BATCH = 4;
/** A promising place that is taken is left in steps that grow by this share of the axis. */
const STEP = 0.01;
const NEAR_TRIES = 100;

/**
 * Points where a model of what is known promises most, for evaluations that take long. Starts evenly spread; then each
 * point draws weights of the objectives, which makes them one cost, grows a forest of trees on it, and takes the place
 * of the largest expected improvement. Names, conditions and points that do not fit are what trees learn from too.
 * Source: Knowles 2006, IEEE Trans. Evol. Comput. 10(1), ParEGO; forests for it: Hutter, Hoos, Leyton-Brown 2011, SMAC;
 * chance of fitting as a factor: Schonlau 1997.
 */
export const surrogate: Strategy = function* (space, options) {
  const random = createRandom(options.seed, 2006);
  const make = candidateMaker(space);
  const rung = topRung(options);
  const spread = spreadPlaces(space, random, options.seed);
  const start = Math.min(Math.ceil(options.budget / 3), Math.max(8, 2 * space.free.length + 2));
  const known: Known[] = [];
  while (known.length < options.budget) {
    const isStart = known.length === 0;
    const size = Math.min(isStart ? start : (options.batch ?? DEFAULT_BATCH), options.budget - known.length);
    const points: Candidate[] = [];
    while (points.length < size) {
      const place = isStart ? undefined : promisingPlace(space, known, random);
      const candidate = (place && make(near(space, place, random), NEAR_TRIES)) ?? make(spread);
      if (candidate === undefined) break;
      points.push(candidate);
    }
    if (points.length === 0) return;
    const outcomes = yield points.map(({ coordinates }) => ({ coordinates, rung }));
    known.push(...points.map((candidate, at) => ({ ...candidate, outcome: outcomes[at]! })));
  }
};

/** Evenly spread places, one after the other. */
function spreadPlaces(space: Space, random: Random, seed: number): () => Float64Array {
  let index = 0;
  return () => {
    if (space.free.length > MOST_SOBOL_AXES) return anywhere(space, random);
    const own = index++;
    return Float64Array.from(space.free, (_, axis) => scrambledSobol(own, axis, seed));
  };
}

/** The place itself first; where it is taken, places ever further away. */
function near(space: Space, place: Float64Array, random: Random): () => Float64Array {
  let tries = 0;
  return () =>
    tries++ === 0 ? place.slice() : stepFrom(space, { place, random, width: Math.min(1, STEP * tries) });
}
