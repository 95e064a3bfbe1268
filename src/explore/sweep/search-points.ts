import type { Space, Point } from "../space.ts";
import type { ToldOutcomes } from "../store/part-record.ts";
import { STRATEGIES } from "../strategies/index.ts";
import type { Outcome, StrategyOptions } from "../strategies/strategy.ts";
import type { Batch } from "./batch-evaluator.ts";
import { designAxis, type DesignAxis } from "./design.ts";
import type { Objective } from "./objective.ts";
import { peersOf } from "./peers.ts";
import type { EvaluatedBatch } from "./sweep-plan.ts";

/** Strategies whose next points depend on what they were told of the ones before, with the budget where none is given. */
export const SEARCH_BUDGETS = { nsga2: 2000, surrogate: 200, "multi-fidelity": 100 } as const;

export type SearchName = keyof typeof SEARCH_BUDGETS;

export const isSearch = (strategy: string): strategy is SearchName => Object.hasOwn(SEARCH_BUDGETS, strategy);

/**
 * The points of a search. A part is what the strategy asks for at once: a generation, a few promising points. The next
 * part follows from the outcomes of all before it, which their records keep, so that a search is resumed by telling it
 * again what it was told.
 */
export interface SearchPoints {
  readonly kind: "search";
  readonly axes: readonly DesignAxis[];
  readonly start: () => Generator<readonly Point[], void, readonly Outcome[]>;
}

export function searchPoints(space: Space, strategy: SearchName, options: StrategyOptions): SearchPoints {
  return {
    kind: "search",
    axes: space.axes.map(designAxis),
    start: () => STRATEGIES[strategy](space, options),
  };
}

/** Points that were asked for together, as columns. All of them are meant for one fidelity. */
export function askedBatch(
  points: readonly Point[],
  { first, axes }: { readonly first: number; readonly axes: readonly DesignAxis[] },
): { readonly batch: Batch; readonly rung: number } {
  const rung = points[0]!.rung;
  if (points.some((point) => point.rung !== rung)) throw new Error("a batch is of one fidelity");
  const coordinates = axes.map((_, axis) =>
    Float64Array.from(points, (point) => point.coordinates[axis] ?? Number.NaN),
  );
  return { batch: { first, count: points.length, axes, coordinates }, rung };
}

/** What a strategy is to be told of a batch, as a record keeps it. */
export function toldOutcomes(
  { batch, rung, outcomes }: EvaluatedBatch,
  objectives: readonly Objective[],
  columns: readonly string[],
): ToldOutcomes {
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const { of: peers } = peersOf(batch);
  return {
    rung,
    feasible: [...outcomes.feasible],
    gap: Array.from(outcomes.gap, (gap) => known(gap) ?? 1),
    values: objectives.map(({ metric }) => Array.from(outcomes.metrics[columns.indexOf(metric)]!, known)),
    ...(peers === undefined ? {} : { peers: [...peers] }),
  };
}

/** As a strategy reads it: costs, smaller is better. A point of which an objective is unknown counts as one that does not fit. */
export function outcomesTold(
  { feasible, gap, values, peers }: ToldOutcomes,
  objectives: readonly Objective[],
): readonly Outcome[] {
  return feasible.map((flag, row) => {
    const costs = objectives.map(({ better }, at) => {
      const value = values[at]![row]!;
      return value === null ? Number.NaN : better === "min" ? value : -value;
    });
    const own = peers === undefined ? {} : { peers: peers[row]! };
    if (flag === 0) return { feasible: false, costs: [], gap: gap[row]!, ...own };
    if (costs.some(Number.isNaN)) return { feasible: false, costs: [], gap: 1, ...own };
    return { feasible: true, costs, gap: 0, ...own };
  });
}
