import { coordinatesFromCube } from "../axes/unit-cube.ts";
import type { Space } from "../space.ts";
import { mixWords, uniformOf } from "./mix-bits.ts";
import { permutedIndex } from "./permuted-index.ts";
import { listStrategy, type PointList } from "./point-list.ts";

/**
 * As many points as the budget: each axis is cut into that many equal strata, and each stratum has one point, at a
 * random place within. Source: McKay, Beckman, Conover 1979, Technometrics 21(2).
 */
export function latinHypercubePoints(
  space: Space,
  { seed, budget }: { readonly seed: number; readonly budget: number },
): PointList {
  const share = (index: number, axis: number): number =>
    (permutedIndex(index, budget, mixWords(seed, axis)) + uniformOf(seed, axis, index)) / budget;
  return {
    count: budget,
    coordinatesAt: (index) =>
      coordinatesFromCube(
        space,
        space.free.map((_, axis) => share(index, axis)),
      ),
  };
}

export const latinHypercube = listStrategy(latinHypercubePoints);
