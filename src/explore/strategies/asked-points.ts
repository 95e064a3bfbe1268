import { coordinatesFromCube, levelOf, pointKey, shareOfLevel } from "../axes/unit-cube.ts";
import type { Space } from "../space.ts";

/** A design as a search sees it: a place in the unit cube, one number for each free axis. */
export interface Candidate {
  readonly cube: Float64Array;
  readonly coordinates: readonly number[];
}

/** A way to draw is given up after so many candidates in a row that are taken or forbidden. */
const MOST_TRIES = 1000;

/** Makes candidates that no constraint forbids, and on axes with values all different from each other. */
export function candidateMaker(
  space: Space,
): (draw: () => Float64Array, tries?: number) => Candidate | undefined {
  const seen = new Set<string>();
  const isFinite = space.free.every((axis) => space.axes[axis]!.kind === "discrete");
  return (draw, tries = MOST_TRIES) => {
    for (let left = tries; left > 0; left--) {
      const cube = snapped(space, draw());
      const coordinates = coordinatesFromCube(space, cube);
      const key = isFinite ? pointKey(coordinates) : "";
      if (seen.has(key) || !space.allows(coordinates)) continue;
      if (isFinite) seen.add(key);
      return { cube, coordinates };
    }
    return undefined;
  };
}

/** On axes with values, the middle of the share of the value. */
function snapped(space: Space, cube: Float64Array): Float64Array {
  for (let at = 0; at < cube.length; at++) {
    const axis = space.axes[space.free[at]!]!;
    if (axis.kind === "discrete") cube[at] = shareOfLevel(axis, levelOf(axis, cube[at]!));
  }
  return cube;
}
