import type { Space } from "../space.ts";
import { nsga2 } from "./nsga2.ts";
import { survivors } from "./nsga2-survival.ts";
import { topRung, type Outcome, type Strategy, type StrategyOptions } from "./strategy.ts";

interface Screened {
  readonly coordinates: readonly number[];
  readonly outcome: Outcome;
}

const DEFAULT_BATCH = 16;
/** No screening asks for more points than this, however cheap they are. */
const MOST_SCREENED = 200_000;

/**
 * The cheap fidelity screens, dearer ones confirm: NSGA-II searches at the lowest rung, and of what it found the best,
 * front after front and the lonelier first, are asked again one rung higher, until the budget of that rung is spent.
 * Every rung has an equal share of the budget; the last has what the others leave. Where lower rungs are optimistic, a
 * point that even so is beaten by a confirmed one is not asked again.
 * Source: successive halving with equal budgets, Jamieson and Talwalkar 2016, AISTATS.
 */
export const multiFidelity: Strategy = function* (space, options) {
  const shares = rungCosts(options);
  const top = shares.length - 1;
  let left = options.budget;
  let found: readonly Screened[] = [];
  for (const [rung, share] of shares.entries()) {
    const most = Math.min(MOST_SCREENED, Math.floor(left / (shares.length - rung) / share));
    const stage =
      rung === 0
        ? screen(space, { ...options, budget: Math.max(1, most), rungCosts: [1] })
        : confirm(found, { ...options, budget: rung === top ? Math.floor(left / share) : most, rung });
    found = yield* stage;
    left -= found.length * share;
  }
};

/** Cost of each rung as a share of the last. */
function rungCosts(options: StrategyOptions): readonly number[] {
  const costs = options.rungCosts ?? [1];
  return costs.map((cost) => cost / costs[topRung(options)]!);
}

type Stage = Generator<
  readonly { readonly coordinates: readonly number[]; readonly rung: number }[],
  readonly Screened[],
  readonly Outcome[]
>;

function* screen(space: Space, options: StrategyOptions): Stage {
  const found: Screened[] = [];
  const search = nsga2(space, options);
  let step = search.next();
  while (step.done !== true) {
    const points = step.value;
    const outcomes = yield points;
    found.push(...points.map(({ coordinates }, at) => ({ coordinates, outcome: outcomes[at]! })));
    step = search.next(outcomes);
  }
  return found;
}

function* confirm(
  found: readonly Screened[],
  { budget, rung, batch = DEFAULT_BATCH, isOptimistic = false }: StrategyOptions & { readonly rung: number },
): Stage {
  const outcomes = found.map(({ outcome }) => outcome);
  const queue = survivors(outcomes, Math.min(found.length, budget * (isOptimistic ? 4 : 1)))
    .toSorted((a, b) => a.rank - b.rank || b.room - a.room)
    .map(({ member }) => found[member]!)
    .filter(
      ({ outcome }) =>
        outcome.feasible || !outcomes.some(({ feasible, peers }) => feasible && peers === outcome.peers),
    );
  const confirmed: Screened[] = [];
  while (queue.length > 0 && confirmed.length < budget) {
    const asked: Screened[] = [];
    while (queue.length > 0 && asked.length < Math.min(batch, budget - confirmed.length)) {
      const next = queue.shift()!;
      if (!isOptimistic || !confirmed.some(({ outcome }) => isBeaten(next.outcome, outcome)))
        asked.push(next);
    }
    if (asked.length === 0) break;
    const told = yield asked.map(({ coordinates }) => ({ coordinates, rung }));
    confirmed.push(...asked.map(({ coordinates }, at) => ({ coordinates, outcome: told[at]! })));
  }
  return confirmed;
}

function isBeaten({ costs, peers }: Outcome, by: Outcome): boolean {
  if (!by.feasible || by.peers !== peers) return false;
  return by.costs.every((cost, at) => cost <= costs[at]!) && by.costs.some((cost, at) => cost < costs[at]!);
}
