import { gridIndex, type GridIndex } from "../axes/grid-index.ts";
import type { Space } from "../space.ts";
import { designAxis, type Design } from "./design.ts";

/** A grid of which a rule allows a part is looked through from end to end, in every thread. */
const MOST_LOOKED_THROUGH = 1e8;

/** Every allowed combination of the values of all axes, or in one sentence why there is no such list. */
export function gridDesign(space: Space, limit = Number.POSITIVE_INFINITY): Design | string {
  const grid = gridIndex(space);
  if ("withoutValues" in grid)
    return `${grid.withoutValues} can be any number between its ends; for a grid say how many steps: from..to/7, or draw points with --strategy sobol`;
  const axes = space.axes.map(designAxis);
  if (!space.hasRules) return { points: Math.min(grid.count, limit), axes, fill: grid.fill };
  if (grid.count > MOST_LOOKED_THROUGH)
    return `a grid with constraints can have ${MOST_LOOKED_THROUGH} combinations, and this one has ${grid.count}; draw points with --strategy sobol`;
  const allowed = allowedIndexes(space, grid, limit);
  if (allowed.length === 0) return "no combination of the values meets all constraints";
  return { points: allowed.length, axes, fill: fillAllowed(grid, allowed) };
}

function fillAllowed(grid: GridIndex, allowed: Uint32Array): Design["fill"] {
  return (first, count, columns) => {
    for (let row = 0; row < count; row++) {
      const coordinates = grid.coordinatesAt(allowed[first + row]!);
      for (let axis = 0; axis < columns.length; axis++) columns[axis]![row] = coordinates[axis]!;
    }
  };
}

function allowedIndexes(space: Space, grid: GridIndex, limit: number): Uint32Array {
  let found = new Uint32Array(1024);
  let count = 0;
  for (let index = 0; index < grid.count && count < limit; index++) {
    if (!space.allows(grid.coordinatesAt(index))) continue;
    if (count === found.length) {
      const longer = new Uint32Array(2 * count);
      longer.set(found);
      found = longer;
    }
    found[count++] = index;
  }
  return found.slice(0, count);
}
