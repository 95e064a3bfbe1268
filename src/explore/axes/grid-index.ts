import { coordinateOfLevel, type Space } from "../space.ts";
import type { DiscreteAxis } from "./axis.ts";

/**
 * The points of a space whose axes all have lists of values, numbered from 0: any of them can be had without
 * enumerating those before it. The last axis runs fastest; an axis that does not apply adds no points.
 */
export interface GridIndex {
  readonly count: number;
  readonly coordinatesAt: (index: number) => readonly number[];
  /** The coordinates of `count` points from `first` on, one column an axis. */
  readonly fill: (first: number, count: number, columns: readonly Float64Array[]) => void;
}

/** The grid of a space, or the name of the axis that has no list of values. */
export function gridIndex(space: Space): GridIndex | { readonly withoutValues: string } {
  for (const at of space.free)
    if (space.axes[at]!.kind === "continuous") return { withoutValues: space.axes[at]!.name };
  const completions = countCompletions(space);
  const isAsked = space.axes.map(({ name }) => space.axes.some(({ when }) => when?.axis === name));
  const count = completions(0, []);
  if (!Number.isSafeInteger(count)) throw new RangeError("a grid has at most 2^53 points");
  const coordinatesAt = (index: number): readonly number[] => {
    const coordinates = new Array<number>(space.axes.length).fill(Number.NaN);
    let rest = index;
    for (let depth = 0; depth < space.free.length; depth++)
      rest = descend({ space, completions, isAsked, depth }, coordinates, rest);
    return space.complete(coordinates);
  };
  return { count, coordinatesAt, fill: fillFor(space, coordinatesAt) };
}

type Fill = GridIndex["fill"];

/** Where all axes apply to all points, a column repeats its values at a stride of its own: it is filled at one go. */
function fillFor(space: Space, coordinatesAt: GridIndex["coordinatesAt"]): Fill {
  const { axes, free } = space;
  if (free.length < axes.length || axes.some(({ when }) => when !== undefined))
    return (first, count, columns) => {
      for (let row = 0; row < count; row++) {
        const coordinates = coordinatesAt(first + row);
        for (let axis = 0; axis < columns.length; axis++) columns[axis]![row] = coordinates[axis]!;
      }
    };
  const values = axes.map((axis) =>
    Float64Array.from((axis as DiscreteAxis).values, (_, level) => coordinateOfLevel(axis, level)),
  );
  const strides = axes.map(() => 1);
  free.reduceRight((stride, axis) => {
    strides[axis] = stride;
    return stride * values[axis]!.length;
  }, 1);
  return (first, count, columns) =>
    columns.forEach((column, axis) => fillRuns(column, { first, count }, values[axis]!, strides[axis]!));
}

/** Each value as often as its stride, one after the other and again from the start. */
function fillRuns(
  column: Float64Array,
  { first, count }: { readonly first: number; readonly count: number },
  values: Float64Array,
  stride: number,
): void {
  let level = Math.floor(first / stride);
  let left = stride * (level + 1) - first;
  level %= values.length;
  for (let row = 0; row < count; row += left, left = stride) {
    column.fill(values[level]!, row, Math.min(count, row + left));
    level = level + 1 === values.length ? 0 : level + 1;
  }
}

interface Descent {
  readonly space: Space;
  readonly completions: (depth: number, coordinates: ArrayLike<number>) => number;
  /** A condition asks about the axis. */
  readonly isAsked: readonly boolean[];
  readonly depth: number;
}

/** Decides one axis by an index, and returns the index among the points that share this decision. */
function descend(
  { space, completions, isAsked, depth }: Descent,
  coordinates: number[],
  index: number,
): number {
  const at = space.free[depth]!;
  if (!space.isActive(at, coordinates)) return index;
  const axis = space.axes[at] as DiscreteAxis;
  if (isAsked[at] === false) {
    const each = completions(depth + 1, coordinates);
    const level = Math.floor(index / each);
    coordinates[at] = coordinateOfLevel(axis, level);
    return index - level * each;
  }
  let rest = index;
  for (let level = 0; level < axis.values.length; level++) {
    coordinates[at] = coordinateOfLevel(axis, level);
    const each = completions(depth + 1, coordinates);
    if (rest < each) break;
    rest -= each;
  }
  return rest;
}

/**
 * In how many ways the axes from `depth` on can be decided. That depends only on those decisions before it that a
 * condition further on asks about.
 */
function countCompletions(space: Space): (depth: number, coordinates: ArrayLike<number>) => number {
  const { axes, free } = space;
  const asked = free.map((_, depth) =>
    free
      .slice(0, depth)
      .filter((at) => free.slice(depth).some((later) => axes[later]!.when?.axis === axes[at]!.name)),
  );
  const known = free.map(() => new Map<string, number>());
  const fixed = free.map((): number | undefined => undefined);
  const count = (depth: number, coordinates: ArrayLike<number>): number => {
    if (depth === free.length) return 1;
    if (fixed[depth] !== undefined) return fixed[depth];
    const key = asked[depth]!.map((at) => coordinates[at]).join(" ");
    const found = known[depth]!.get(key) ?? sum(depth, Array.from(coordinates));
    known[depth]!.set(key, found);
    if (asked[depth]!.length === 0) fixed[depth] = found;
    return found;
  };
  const sum = (depth: number, coordinates: number[]): number => {
    const at = free[depth]!;
    const axis = axes[at] as DiscreteAxis;
    coordinates[at] = Number.NaN;
    if (!space.isActive(at, coordinates)) return count(depth + 1, coordinates);
    if (!asked[depth + 1]?.includes(at)) return axis.values.length * count(depth + 1, coordinates);
    let total = 0;
    for (let level = 0; level < axis.values.length; level++) {
      coordinates[at] = coordinateOfLevel(axis, level);
      total += count(depth + 1, coordinates);
    }
    return total;
  };
  return count;
}
