import { levelOf, shareOfLevel } from "../axes/unit-cube.ts";
import type { Random } from "../../sim/random.ts";
import type { Space } from "../space.ts";

/** Spread of children around their parents and of mutants around children; larger is closer. Deb et al. 2002, §IV. */
const CROSSOVER_INDEX = 20;
const MUTATION_INDEX = 20;
const CROSSOVER_SHARE = 0.9;

/**
 * Two children of two parents: simulated binary crossover, then polynomial mutation of one axis on average. An axis
 * of names is inherited from either parent, and mutates to any other name; a number out of a list moves at least one
 * place when it mutates.
 * Source: Deb and Agrawal 1995; bounded forms as in Deb's NSGA-II.
 */
export function children(
  space: Space,
  random: Random,
  [mother, father]: readonly [Float64Array, Float64Array],
): readonly [Float64Array, Float64Array] {
  const [left, right] = [mother.slice(), father.slice()];
  if (random() < CROSSOVER_SHARE)
    for (let at = 0; at < left.length; at++) {
      if (random() < 0.5) continue;
      if (isName(space, at)) [left[at], right[at]] = [father[at]!, mother[at]!];
      else [left[at], right[at]] = crossed(mother[at]!, father[at]!, random);
    }
  mutate(space, random, left);
  mutate(space, random, right);
  return [left, right];
}

function isName(space: Space, at: number): boolean {
  const axis = space.axes[space.free[at]!]!;
  return axis.kind === "discrete" && !axis.isOrdered;
}

/** Simulated binary crossover on [0, 1]. */
function crossed(a: number, b: number, random: Random): readonly [number, number] {
  const [low, high] = a < b ? [a, b] : [b, a];
  const apart = high - low;
  if (apart < 1e-14) return [a, b];
  const draw = random();
  const spread = (room: number): number => {
    const bound = 2 - (1 + (2 * room) / apart) ** -(CROSSOVER_INDEX + 1);
    const share = draw <= 1 / bound ? draw * bound : 1 / (2 - draw * bound);
    return share ** (1 / (CROSSOVER_INDEX + 1));
  };
  const first = clamped((low + high - spread(low) * apart) / 2);
  const second = clamped((low + high + spread(1 - high) * apart) / 2);
  return random() < 0.5 ? [first, second] : [second, first];
}

/** Each axis mutates with a chance of one in the number of axes. */
export function mutate(space: Space, random: Random, cube: Float64Array): void {
  for (let at = 0; at < cube.length; at++) {
    if (random() >= 1 / cube.length) continue;
    const axis = space.axes[space.free[at]!]!;
    const before = cube[at]!;
    if (isName(space, at)) cube[at] = random();
    else cube[at] = mutated(before, random);
    if (axis.kind !== "discrete" || axis.values.length < 2) continue;
    const [from, to] = [levelOf(axis, before), levelOf(axis, cube[at]!)];
    if (from === to) cube[at] = shareOfLevel(axis, neighbourLevel(from, axis.values.length, random));
  }
}

function neighbourLevel(level: number, count: number, random: Random): number {
  if (level === 0) return 1;
  if (level === count - 1) return count - 2;
  return random() < 0.5 ? level - 1 : level + 1;
}

/** Polynomial mutation on [0, 1]. */
function mutated(value: number, random: Random): number {
  const draw = random();
  const power = MUTATION_INDEX + 1;
  const moved =
    draw < 0.5
      ? (2 * draw + (1 - 2 * draw) * (1 - value) ** power) ** (1 / power) - 1
      : 1 - (2 * (1 - draw) + (2 * draw - 1) * value ** power) ** (1 / power);
  return clamped(value + moved);
}

const clamped = (value: number): number => Math.min(1, Math.max(0, value));
