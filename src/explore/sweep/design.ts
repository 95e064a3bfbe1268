import type { Axis } from "../axes/axis.ts";

/** One coordinate of the points of a sweep, as a column: numbers in base units, or indexes into `levels`. */
export interface DesignAxis {
  readonly name: string;
  /** Base unit of a number axis; "" for counts, shares and names. */
  readonly unit: string;
  /** What a category axis can be. Absent: the column holds the numbers themselves. */
  readonly levels?: readonly (string | number | boolean)[];
}

/** Coordinates of one point by axis. An axis that does not apply to the point is left out. */
export type Coordinates = Readonly<Record<string, string | number | boolean>>;

/**
 * The points of a sweep, by index: the same index is the same point in every run, worker and shard. NaN in a column
 * means that the axis does not apply to that point.
 */
export interface Design {
  readonly axes: readonly DesignAxis[];
  readonly points: number;
  /** Writes the coordinates of `count` points from `first` on, one column an axis. */
  readonly fill: (first: number, count: number, columns: readonly Float64Array[]) => void;
}

/** How the column of an axis is to be read. */
export function designAxis(axis: Axis): DesignAxis {
  const { name, unit } = axis;
  return axis.kind === "discrete" && !axis.isOrdered ? { name, unit, levels: axis.values } : { name, unit };
}

export function coordinatesAt(
  axes: readonly DesignAxis[],
  columns: readonly Float64Array[],
  row: number,
): Coordinates {
  const coordinates: Record<string, string | number | boolean> = {};
  for (const [axis, { name, levels }] of axes.entries()) {
    const value = columns[axis]?.[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    coordinates[name] = levels === undefined ? value : (levels[value] ?? "");
  }
  return coordinates;
}
