import { gridIndex } from "../axes/grid-index.ts";
import type { Space } from "../space.ts";
import { listStrategy, type PointList } from "./point-list.ts";

/** Every combination of the values of all axes, in order; the last axis runs fastest. */
export function gridPoints(space: Space): PointList {
  const grid = gridIndex(space);
  if ("withoutValues" in grid)
    throw new RangeError(`a grid needs a list of values or steps for ${grid.withoutValues}`);
  return grid;
}

export const grid = listStrategy(gridPoints);
