import type { Point, Space } from "../space.ts";

/** What became of a point. */
export interface Outcome {
  readonly feasible: boolean;
  /** One for each objective, smaller is better; empty where the point does not fit. */
  readonly costs: readonly number[];
  /** How far the point is off: demand ÷ bound − 1. 0 where it fits. */
  readonly gap: number;
  /** Points are held only against those with the same number: absent on all where all are held against one another. */
  readonly peers?: number;
}

export interface StrategyOptions {
  /** Evaluations at the top rung that may be spent; one at a lower rung counts as its share of their cost. */
  readonly budget: number;
  readonly seed: number;
  readonly objectives: number;
  /** Cost of an evaluation at each fidelity, the cheapest first; only multi-fidelity asks below the last. */
  readonly rungCosts?: readonly number[];
  /** Points that are asked for together, where a strategy is free to choose; a multiple of the workers is good. */
  readonly batch?: number;
  /** Members of a generation of NSGA-II. */
  readonly population?: number;
  /** Lower rungs never cost more than higher ones: what they rule out needs no confirmation. */
  readonly isOptimistic?: boolean;
}

/**
 * Ask and tell in one: yields points, and is sent their outcomes in the same order. The same space, options and
 * outcomes give the same points, so that a search is resumed by telling it again what it was told.
 */
export type Strategy = (
  space: Space,
  options: StrategyOptions,
) => Generator<readonly Point[], void, readonly Outcome[]>;

export const topRung = ({ rungCosts }: StrategyOptions): number => Math.max(0, (rungCosts?.length ?? 1) - 1);

/**
 * A search brought back to where it was. `known` are the outcomes of all points so far, in the order in which they
 * were asked for. Returns the first points that are not all known, of which `known` has the first `answered` outcomes
 * at its end; undefined when the search is over.
 */
export function replay(
  search: Generator<readonly Point[], void, readonly Outcome[]>,
  known: readonly Outcome[],
): { readonly points: readonly Point[]; readonly answered: number } | undefined {
  let told = 0;
  let step = search.next();
  while (step.done !== true) {
    const points = step.value;
    if (told + points.length > known.length) return { points, answered: known.length - told };
    step = search.next(known.slice(told, told + points.length));
    told += points.length;
  }
  return undefined;
}
