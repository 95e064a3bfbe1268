import { coordinatesFromCube } from "../axes/unit-cube.ts";
import type { Space } from "../space.ts";
import { mixWords } from "./mix-bits.ts";
import { listStrategy, type PointList } from "./point-list.ts";
import { DIRECTION_NUMBERS } from "./sobol-directions.ts";

const BITS = 32;
export const MOST_SOBOL_AXES = DIRECTION_NUMBERS.length + 1;

/**
 * Points that fill the unit cube evenly at every length, most of all at powers of two (Sobol 1967, with the direction
 * numbers of Joe and Kuo 2008). Scrambled by the seed, which keeps the evenness and makes the points independent of
 * the corners of the cube.
 */
export function sobolPoints(space: Space, { seed }: { readonly seed: number }): PointList {
  if (space.free.length > MOST_SOBOL_AXES)
    throw new RangeError(
      `a Sobol sequence has at most ${MOST_SOBOL_AXES} axes, this space ${space.free.length}`,
    );
  return {
    count: 2 ** BITS,
    coordinatesAt: (index) =>
      coordinatesFromCube(
        space,
        space.free.map((_, axis) => scrambledSobol(index, axis, seed)),
      ),
  };
}

export const sobol = listStrategy(sobolPoints);

export const scrambledSobol = (index: number, axis: number, seed: number): number =>
  owenScrambled(sobolBits(index, axis), mixWords(seed, axis)) / 2 ** BITS;

/** Coordinate of point `index` (in Gray-code order) on an axis, as a fraction of 2³². */
export function sobolBits(index: number, axis: number): number {
  const directions = directionsOf(axis);
  let gray = (index ^ (index >>> 1)) >>> 0;
  let bits = 0;
  for (let at = 0; gray !== 0; at++, gray >>>= 1) if ((gray & 1) === 1) bits ^= directions[at]!;
  return bits >>> 0;
}

const directionsOf = remembered((axis) => {
  const directions = new Uint32Array(BITS);
  const [a = 0, ...m] = DIRECTION_NUMBERS[axis - 1] ?? [0];
  const degree = m.length;
  for (let at = 0; at < BITS; at++) {
    if (axis === 0) directions[at] = 2 ** (BITS - 1 - at);
    else if (at < degree) directions[at] = m[at]! * 2 ** (BITS - 1 - at);
    else {
      let bits = directions[at - degree]! ^ (directions[at - degree]! >>> degree);
      for (let term = 1; term < degree; term++)
        if (((a >> (degree - 1 - term)) & 1) === 1) bits ^= directions[at - term]!;
      directions[at] = bits;
    }
  }
  return directions;
});

function remembered<T>(make: (axis: number) => T): (axis: number) => T {
  const made: T[] = [];
  return (axis) => (made[axis] ??= make(axis));
}

/**
 * Permutes each half, each half of a half and so on, as Owen 1995 does, by a hash in which a bit depends on the bits
 * above it alone. Source: Laine and Karras 2011; Burley 2020, "Practical hash-based Owen scrambling", JCGT 9(4).
 */
function owenScrambled(bits: number, seed: number): number {
  let mixed = (reversedBits(bits) + seed) | 0;
  mixed ^= Math.imul(mixed, 0x6c50b47c);
  mixed ^= Math.imul(mixed, 0xb82f1e52 | 0);
  mixed ^= Math.imul(mixed, 0xc7afe638 | 0);
  mixed ^= Math.imul(mixed, 0x8d22f6e6 | 0);
  return reversedBits(mixed);
}

function reversedBits(bits: number): number {
  let reversed = bits;
  reversed = ((reversed >>> 1) & 0x55555555) | ((reversed & 0x55555555) << 1);
  reversed = ((reversed >>> 2) & 0x33333333) | ((reversed & 0x33333333) << 2);
  reversed = ((reversed >>> 4) & 0x0f0f0f0f) | ((reversed & 0x0f0f0f0f) << 4);
  reversed = ((reversed >>> 8) & 0x00ff00ff) | ((reversed & 0x00ff00ff) << 8);
  return ((reversed >>> 16) | (reversed << 16)) >>> 0;
}
