import type { Axis, AxisValue, Coordinates } from "./axes/axis.ts";
import { axisProblems, parentsFirst } from "./axes/order-axes.ts";

/**
 * One design. A coordinate is a number in the base unit of its axis, or for an axis of names the index into its
 * values; NaN where the axis does not apply. `rung` counts fidelities from 0, the cheapest.
 */
export interface Point {
  readonly coordinates: readonly number[];
  readonly rung: number;
}

/** A formula of the axes, computed from coordinates; made elsewhere, so that a space knows no formula language. */
export type SpaceFormula = (coordinates: ArrayLike<number>) => number;

export interface Space {
  readonly axes: readonly Axis[];
  /** Indexes of the axes that are not derived, each after the one it depends on. */
  readonly free: readonly number[];
  /** Fills in the derived coordinates, and NaN where an axis does not apply. */
  readonly complete: (coordinates: number[]) => readonly number[];
  readonly isActive: (axis: number, coordinates: ArrayLike<number>) => boolean;
  /** No rule speaks against the point. */
  readonly allows: (coordinates: ArrayLike<number>) => boolean;
  /** There are rules: not every combination is a point. */
  readonly hasRules: boolean;
}

export interface SpaceInput {
  readonly axes: readonly Axis[];
  /** Of the derived axes, by their index. */
  readonly formulas?: ReadonlyMap<number, SpaceFormula>;
  /** A point is allowed where none of them is 0. */
  readonly rules?: readonly SpaceFormula[];
}

/** A space, or what is wrong with its axes, all at once. */
export function buildSpace(input: SpaceInput): Space | { readonly problems: readonly string[] } {
  const problems = axisProblems(input.axes);
  return problems.length > 0 ? { problems } : spaceOf(input);
}

/** As buildSpace, for axes that are known to be right. */
export function spaceOf({ axes, formulas = new Map(), rules = [] }: SpaceInput): Space {
  const problems = axisProblems(axes);
  if (problems.length > 0) throw new Error(problems.join("; "));
  const ordered = parentsFirst(axes);
  const isDerived = (axis: number): boolean => axes[axis]!.kind === "derived";
  const free = ordered.filter((axis) => !isDerived(axis));
  const derived = [...axes.keys()].filter(isDerived);
  const parents = axes.map(({ when }) => axes.findIndex(({ name }) => name === when?.axis));
  const accepted = axes.map(({ when }, at) => acceptedCoordinates(axes[parents[at]!], when?.is ?? []));
  for (const axis of derived)
    if (!formulas.has(axis)) throw new Error(`nobody can compute ${axes[axis]!.name}`);
  const isActive = (axis: number, coordinates: ArrayLike<number>): boolean => {
    const parent = parents[axis]!;
    return parent < 0 || accepted[axis]!.has(coordinates[parent]!);
  };
  return {
    axes,
    free,
    isActive,
    hasRules: rules.length > 0,
    complete(coordinates) {
      for (const axis of free) if (!isActive(axis, coordinates)) coordinates[axis] = Number.NaN;
      for (const axis of derived)
        coordinates[axis] = isActive(axis, coordinates) ? formulas.get(axis)!(coordinates) : Number.NaN;
      return coordinates;
    },
    allows: (coordinates) => rules.every((rule) => rule(coordinates) !== 0),
  };
}

/** The values of a point by the names of their axes; what does not apply or is not yet known is left out. */
export function namedCoordinates(axes: readonly Axis[], coordinates: ArrayLike<number>): Coordinates {
  const named: Record<string, AxisValue> = {};
  for (const [at, axis] of axes.entries()) {
    const coordinate = coordinates[at];
    if (coordinate === undefined || Number.isNaN(coordinate)) continue;
    const isName = axis.kind === "discrete" && !axis.isOrdered;
    named[axis.name] = isName ? axis.values[coordinate]! : coordinate;
  }
  return named;
}

/** What the column of an axis holds for its level. */
export function coordinateOfLevel(axis: Axis, level: number): number {
  return axis.kind === "discrete" && axis.isOrdered ? (axis.values[level] as number) : level;
}

function acceptedCoordinates(parent: Axis | undefined, values: readonly AxisValue[]): ReadonlySet<number> {
  if (parent?.kind !== "discrete") return new Set();
  return new Set(values.map((value) => coordinateOfLevel(parent, parent.values.indexOf(value))));
}
