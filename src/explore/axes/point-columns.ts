import type { AxisValue } from "./axis.ts";
import type { Space } from "../space.ts";
import type { PointList } from "../strategies/point-list.ts";

/** Points by number as columns, one an axis, the way a sweep stores them. */
export interface PointColumns {
  /** Of an axis with `levels` the column holds indexes into them, of any other the numbers themselves. */
  readonly axes: readonly {
    readonly name: string;
    readonly unit: string;
    readonly levels?: readonly AxisValue[];
  }[];
  readonly points: number;
  readonly fill: (first: number, count: number, columns: readonly Float64Array[]) => void;
}

/** The first `points` points of a list. Those that a constraint forbids are among them, for `space.allows` to tell. */
export function pointColumns(space: Space, list: PointList, points = list.count): PointColumns {
  return {
    axes: space.axes.map((axis) => {
      const { name, unit } = axis;
      return axis.kind === "discrete" && !axis.isOrdered
        ? { name, unit, levels: axis.values }
        : { name, unit };
    }),
    points: Math.min(points, list.count),
    fill(first, count, columns) {
      for (let row = 0; row < count; row++) {
        const coordinates = list.coordinatesAt(first + row);
        for (const [axis, column] of columns.entries()) column[row] = coordinates[axis]!;
      }
    },
  };
}
