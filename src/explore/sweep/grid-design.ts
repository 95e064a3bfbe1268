import { gridIndex } from "../axes/grid-index.ts";
import type { Axis } from "../axes/axis.ts";
import { buildSpace } from "../space.ts";
import { designAxis, type Design } from "./design.ts";

/** Every combination of the values of all axes, or in one sentence why there is no such list. */
export function gridDesign(axes: readonly Axis[], limit = Number.POSITIVE_INFINITY): Design | string {
  const space = buildSpace({ axes });
  if ("problems" in space) return space.problems.join("; ");
  const grid = gridIndex(space);
  if ("withoutValues" in grid)
    return `${grid.withoutValues} can be any number between its ends; for a grid say how many steps: from..to/7, or draw points with --strategy sobol`;
  return {
    points: Math.min(grid.count, limit),
    axes: axes.map(designAxis),
    fill(first, count, columns) {
      for (let row = 0; row < count; row++) {
        const coordinates = grid.coordinatesAt(first + row);
        for (let axis = 0; axis < columns.length; axis++) columns[axis]![row] = coordinates[axis]!;
      }
    },
  };
}
