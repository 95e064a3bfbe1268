import { createRandom, type Random } from "../../sim/random.ts";
import type { Space } from "../space.ts";
import { candidateMaker, type Candidate } from "./asked-points.ts";
import { survivors } from "./nsga2-survival.ts";
import { children } from "./nsga2-variation.ts";
import { topRung, type Outcome, type Strategy } from "./strategy.ts";

const DEFAULT_POPULATION = 100;
/** Parents whose children are all taken or forbidden have no more to give: a point from anywhere instead. */
const FRESH_TRIES = 32;

interface Member extends Candidate {
  readonly outcome: Outcome;
  readonly rank: number;
  readonly room: number;
}

/**
 * Generations of designs: the better and the lonelier of two is a parent, children mix and change what parents have,
 * and the best of both live on. Asks for one generation at a time.
 * Source: Deb, Pratap, Agarwal, Meyarivan 2002, IEEE Trans. Evol. Comput. 6(2).
 */
export const nsga2: Strategy = function* (space, options) {
  const random = createRandom(options.seed, 2002);
  const size = Math.max(4, Math.min(options.population ?? DEFAULT_POPULATION, Math.ceil(options.budget / 4)));
  const make = candidateMaker(space);
  const rung = topRung(options);
  let members: readonly Member[] = [];
  for (let spent = 0; spent < options.budget;) {
    const wanted = Math.min(size, options.budget - spent);
    const draw = members.length < 2 ? () => anywhere(space, random) : childDraws(space, random, members);
    const generation: Candidate[] = [];
    while (generation.length < wanted) {
      const candidate = make(draw, FRESH_TRIES) ?? make(() => anywhere(space, random));
      if (candidate === undefined) break;
      generation.push(candidate);
    }
    if (generation.length === 0) return;
    spent += generation.length;
    const outcomes = yield generation.map(({ coordinates }) => ({ coordinates, rung }));
    const pool = [
      ...members,
      ...generation.map((candidate, at) => ({ ...candidate, outcome: outcomes[at]! })),
    ];
    members = survivors(
      pool.map(({ outcome }) => outcome),
      size,
    ).map(({ member, rank, room }) => ({ ...pool[member]!, rank, room }));
  }
};

function anywhere(space: Space, random: Random): Float64Array {
  return Float64Array.from(space.free, () => random());
}

/** Children one by one; every second one is the sibling of the one before. */
function childDraws(space: Space, random: Random, members: readonly Member[]): () => Float64Array {
  const siblings: Float64Array[] = [];
  return () => {
    if (siblings.length === 0)
      siblings.push(...children(space, random, [parent(random, members), parent(random, members)]));
    return siblings.shift()!;
  };
}

/** The better of two members drawn at random. */
function parent(random: Random, members: readonly Member[]): Float64Array {
  const [one, other] = [drawn(random, members), drawn(random, members)];
  const isOne = one.rank < other.rank || (one.rank === other.rank && one.room >= other.room);
  return (isOne ? one : other).cube;
}

const drawn = (random: Random, members: readonly Member[]): Member =>
  members[Math.floor(random() * members.length)]!;
