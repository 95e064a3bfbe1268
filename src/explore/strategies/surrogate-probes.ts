import { drawNormal, type Random } from "../../sim/random.ts";
import { levelOf, shareOfLevel } from "../axes/unit-cube.ts";
import type { Space } from "../space.ts";

const PROBES_ANYWHERE = 128;
const PROBES_NEAR_EACH = 24;
/** Places near good points are probed at this distance, or half as far, and so on. */
const WIDEST_STEP = 0.25;
const HALVINGS = 6;

export function anywhere(space: Space, random: Random): Float64Array {
  return Float64Array.from(space.free, () => random());
}

/** Places to ask the model about: all over the space, and around the best points so far. */
export function probePlaces(
  space: Space,
  { best, random }: { readonly best: readonly Float64Array[]; readonly random: Random },
): readonly Float64Array[] {
  const wide = Array.from({ length: PROBES_ANYWHERE }, () => anywhere(space, random));
  const near = best.flatMap((place) =>
    Array.from({ length: PROBES_NEAR_EACH }, (_, at) =>
      stepFrom(space, { place, random, width: WIDEST_STEP / 2 ** (at % HALVINGS) }),
    ),
  );
  return [...wide, ...near];
}

/** A place nearby: one axis moves for sure, each other one with a chance; a name becomes another. */
export function stepFrom(
  space: Space,
  { place, random, width }: { readonly place: Float64Array; readonly random: Random; readonly width: number },
): Float64Array {
  const moved = place.slice();
  const sure = Math.floor(random() * place.length);
  for (let at = 0; at < place.length; at++) {
    if (at !== sure && random() >= 1 / Math.sqrt(place.length)) continue;
    const axis = space.axes[space.free[at]!]!;
    if (axis.kind === "discrete" && !axis.isOrdered) {
      if (at === sure || random() < width) moved[at] = random();
      continue;
    }
    moved[at] = Math.min(1, Math.max(0, place[at]! + width * drawNormal(random)));
  }
  return moved;
}

/** What trees see of a place: the middle of the share of a value, and −1 where an axis does not apply. */
export function featuresOf(space: Space, cube: Float64Array, coordinates: readonly number[]): Float64Array {
  return Float64Array.from(space.free, (at, depth) => {
    if (Number.isNaN(coordinates[at]!)) return -1;
    const axis = space.axes[at]!;
    return axis.kind === "discrete" ? shareOfLevel(axis, levelOf(axis, cube[depth]!)) : cube[depth]!;
  });
}
