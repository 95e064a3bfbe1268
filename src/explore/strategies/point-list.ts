import { pointKey } from "../axes/unit-cube.ts";
import type { Point, Space } from "../space.ts";
import { topRung, type Strategy, type StrategyOptions } from "./strategy.ts";

/** Points that depend on no outcome: any of them can be had by its number, in every run, worker and shard. */
export interface PointList {
  /** Infinity where there is no last one. */
  readonly count: number;
  readonly coordinatesAt: (index: number) => readonly number[];
}

const DEFAULT_BATCH = 1024;
/** A space that forbids so many points in a row has none left that is worth the search. */
const MOST_MISSES = 100_000;

/** A list as a strategy: in order, without what constraints forbid and without repeats. */
export function listStrategy(listOf: (space: Space, options: StrategyOptions) => PointList): Strategy {
  return function* (space, options) {
    const list = listOf(space, options);
    const rung = topRung(options);
    const seen = new Set<string>();
    const isFinite = space.free.every((axis) => space.axes[axis]!.kind === "discrete");
    let [index, asked, misses] = [0, 0, 0];
    const next = (): Point | undefined => {
      while (index < list.count && misses < MOST_MISSES) {
        const coordinates = list.coordinatesAt(index++);
        const key = isFinite ? pointKey(coordinates) : "";
        misses++;
        if (seen.has(key) || !space.allows(coordinates)) continue;
        if (isFinite) seen.add(key);
        misses = 0;
        return { coordinates, rung };
      }
      return undefined;
    };
    while (asked < options.budget) {
      const wanted = Math.min(options.batch ?? DEFAULT_BATCH, options.budget - asked);
      const points: Point[] = [];
      for (let point = next(); point !== undefined; point = points.length < wanted ? next() : undefined)
        points.push(point);
      if (points.length === 0) return;
      asked += points.length;
      yield points;
    }
  };
}
