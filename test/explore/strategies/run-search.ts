import { namedCoordinates, type Point, type Space } from "../../../src/explore/space.ts";
import type { Coordinates } from "../../../src/explore/axes/axis.ts";
import type { Outcome, Strategy, StrategyOptions } from "../../../src/explore/strategies/strategy.ts";

export const fits = (costs: readonly number[]): Outcome => ({ feasible: true, costs, gap: 0 });
export const misfit = (gap: number): Outcome => ({ feasible: false, costs: [], gap });

export interface Asked {
  readonly point: Point;
  readonly outcome: Outcome;
  /** Which of the batches it was asked for in. */
  readonly batch: number;
}

export interface SearchInput {
  readonly strategy: Strategy;
  readonly space: Space;
  readonly options: StrategyOptions;
  readonly evaluate: (coordinates: readonly number[], rung: number) => Outcome;
}

/** A whole search, as a runner would drive it. */
export function runSearch({ strategy, space, options, evaluate }: SearchInput): readonly Asked[] {
  const asked: Asked[] = [];
  const search = strategy(space, options);
  let step = search.next();
  for (let batch = 0; step.done !== true; batch++) {
    const outcomes = step.value.map(({ coordinates, rung }) => evaluate(coordinates, rung));
    for (const [at, point] of step.value.entries()) asked.push({ point, outcome: outcomes[at]!, batch });
    step = search.next(outcomes);
  }
  return asked;
}

export const named = (space: Space, { coordinates }: Point): Coordinates =>
  namedCoordinates(space.axes, coordinates);

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
