import type { DiscreteAxis } from "../axes/axis.ts";
import type { Coordinates } from "../sweep/design.ts";

/** Designs whose values on each axis lie between two of its levels, both included. */
export interface Box {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

export function wholeGrid(axes: readonly DiscreteAxis[]): Box {
  return { from: axes.map(() => 0), to: axes.map(({ values }) => values.length - 1) };
}

export function designsIn({ from, to }: Box): number {
  return from.reduce((product, least, axis) => product * (to[axis]! - least + 1), 1);
}

/** The box in two along an axis, or in its levels where they are not to be bounded together. */
export function split(box: Box, axis: number, apart: boolean): readonly Box[] {
  const [from, to] = [box.from[axis]!, box.to[axis]!];
  const part = (least: number, most: number): Box => ({
    from: box.from.with(axis, least),
    to: box.to.with(axis, most),
  });
  if (apart) return Array.from({ length: to - from + 1 }, (_, index) => part(from + index, from + index));
  const middle = Math.floor((from + to) / 2);
  return [part(from, middle), part(middle + 1, to)];
}

export function coordinatesOf(axes: readonly DiscreteAxis[], levels: readonly number[]): Coordinates {
  return Object.fromEntries(axes.map(({ name, values }, axis) => [name, values[levels[axis]!]!]));
}
