import { gridIndex } from "../axes/grid-index.ts";
import { coordinatesFromCube } from "../axes/unit-cube.ts";
import type { Space } from "../space.ts";
import { uniformOf } from "./mix-bits.ts";
import { permutedIndex } from "./permuted-index.ts";
import { listStrategy, type PointList } from "./point-list.ts";

/**
 * Independent points. Where all axes have lists of values: all points of the grid in random order, each once, and
 * each as likely as any other. Otherwise uniform on every axis.
 */
export function randomPoints(space: Space, { seed }: { readonly seed: number }): PointList {
  const grid = gridIndex(space);
  if (!("withoutValues" in grid))
    return {
      count: grid.count,
      coordinatesAt: (index) => grid.coordinatesAt(permutedIndex(index, grid.count, seed)),
    };
  return {
    count: Number.POSITIVE_INFINITY,
    coordinatesAt: (index) =>
      coordinatesFromCube(
        space,
        space.free.map((_, axis) => uniformOf(seed, axis, index)),
      ),
  };
}

export const random = listStrategy(randomPoints);
