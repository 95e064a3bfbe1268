import { coordinateOfLevel, type Space } from "../space.ts";
import type { Axis } from "./axis.ts";
import { between } from "./range-values.ts";

/** Coordinates of the point that one number in [0, 1] for each free axis stands for, in the order of `space.free`. */
export function coordinatesFromCube(space: Space, cube: ArrayLike<number>): readonly number[] {
  const coordinates = new Array<number>(space.axes.length).fill(Number.NaN);
  for (let depth = 0; depth < space.free.length; depth++) {
    const at = space.free[depth]!;
    const axis = space.axes[at]!;
    const share = cube[depth]!;
    if (axis.kind === "continuous") coordinates[at] = between(axis.from, axis.to, axis.scale, share);
    else coordinates[at] = coordinateOfLevel(axis, levelOf(axis, share));
  }
  return space.complete(coordinates);
}

/** Each value of a list has an equal share of [0, 1]. */
export function levelOf(axis: Axis, share: number): number {
  if (axis.kind !== "discrete") throw new Error(`${axis.name} has no levels`);
  return Math.min(axis.values.length - 1, Math.floor(share * axis.values.length));
}

/** The middle of the share that a level has of [0, 1]. */
export function shareOfLevel(axis: Axis, level: number): number {
  if (axis.kind !== "discrete") throw new Error(`${axis.name} has no levels`);
  return (level + 0.5) / axis.values.length;
}

/** The same design, whoever asks: two points with one key are equal. */
export const pointKey = (coordinates: readonly number[]): string => coordinates.join(" ");
