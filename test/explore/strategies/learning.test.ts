import { describe, expect, test } from "vitest";
import { discreteAxis } from "../../../src/explore/axes/axis.ts";
import { spaceOf } from "../../../src/explore/space.ts";
import { multiFidelity } from "../../../src/explore/strategies/multi-fidelity.ts";
import { nsga2 } from "../../../src/explore/strategies/nsga2.ts";
import { random } from "../../../src/explore/strategies/random.ts";
import type { Outcome, Strategy } from "../../../src/explore/strategies/strategy.ts";
import { expectedImprovement } from "../../../src/explore/strategies/surrogate-model.ts";
import { surrogate } from "../../../src/explore/strategies/surrogate.ts";
import { BRANIN, BRANIN_LEAST, numberAxis, unitSpace } from "../problems.ts";
import { fits, median, misfit, runSearch } from "./run-search.ts";

const SEEDS = [1, 2, 3, 4, 5];

describe("the surrogate", () => {
  const regrets = (strategy: Strategy) =>
    SEEDS.map((seed) => {
      const evaluate = (x: readonly number[]) => fits(BRANIN.costs(x));
      const asked = runSearch({
        strategy,
        space: BRANIN.space,
        options: { budget: 80, seed, objectives: 1 },
        evaluate,
      });
      return Math.min(...asked.map(({ outcome }) => outcome.costs[0]!)) - BRANIN_LEAST;
    });

  test("is nearer to the minimum of Branin after 80 points than random points by a factor of 4", () => {
    const found = regrets(surrogate);
    expect(Math.min(...found)).toBeGreaterThanOrEqual(-1e-6);
    expect(median(found)).toBeLessThan(median(regrets(random)) / 4);
  });

  test("the expected improvement of a certain value is what it is better by; of an uncertain equal one, 0.399 σ", () => {
    expect(expectedImprovement({ mean: 2, deviation: 0 }, 5)).toBe(5 - 2);
    expect(expectedImprovement({ mean: 7, deviation: 0 }, 5)).toBe(0);
    expect(expectedImprovement({ mean: 5, deviation: 3 }, 5)).toBeCloseTo(3 / Math.sqrt(2 * Math.PI), 6);
  });
});

describe("where little fits", () => {
  /** Fits only in a corner of a hundredth of the space; everywhere else says how far it is off. */
  const space = spaceOf({
    axes: [numberAxis("x", 0, 1), numberAxis("y", 0, 1), discreteAxis({ name: "kind" }, ["a", "b", "c"])],
  });
  const evaluate = ([x = 0, y = 0, kind = 0]: readonly number[]): Outcome => {
    const gap = Math.max(0, x - 0.1) + Math.max(0, y - 0.1) + (kind === 1 ? 0 : 0.5);
    return gap > 0 ? misfit(gap) : fits([x + y]);
  };
  const fitting = (strategy: Strategy, budget: number) =>
    SEEDS.map(
      (seed) =>
        runSearch({
          strategy,
          space,
          options: { budget, seed, objectives: 1, population: 20 },
          evaluate,
        }).filter(({ outcome }) => outcome.feasible).length,
    );

  test.each([
    { name: "NSGA-II", strategy: nsga2, budget: 600 },
    { name: "the surrogate", strategy: surrogate, budget: 90 },
  ])("$name follows the gaps to what fits, ten times as often as chance", ({ strategy, budget }) => {
    expect(median(fitting(strategy, budget))).toBeGreaterThan(10 * budget * (0.1 * 0.1) * (1 / 3));
  });
});

describe("multi-fidelity", () => {
  const space = unitSpace(4);
  const cheap = ([x = 0, ...rest]: readonly number[]) => {
    const g = 1 + rest.reduce((sum, value) => sum + value, 0);
    return [x, g * (1 - Math.sqrt(x / g))];
  };
  /** The dear fidelity is worse by up to a tenth. */
  const dear = (x: readonly number[]) => cheap(x).map((cost, at) => cost * (1 + 0.1 * x[at]!));
  const search = (isOptimistic: boolean) =>
    runSearch({
      strategy: multiFidelity,
      space,
      options: { budget: 60, seed: 1, objectives: 2, rungCosts: [0.01, 1], isOptimistic },
      evaluate: (x, rung) => fits(rung === 0 ? cheap(x) : dear(x)),
    });

  test("screens at the cheap fidelity with half of the budget, and confirms what it found best with the rest", () => {
    const asked = search(false);
    const screened = asked.filter(({ point }) => point.rung === 0);
    const confirmed = asked.filter(({ point }) => point.rung === 1);
    expect(screened).toHaveLength(60 / 2 / 0.01);
    expect(confirmed).toHaveLength(60 - 3000 * 0.01);
    const beaten = confirmed.filter(({ point }) =>
      screened.some(({ outcome }) => outcome.costs.every((cost, at) => cost < cheap(point.coordinates)[at]!)),
    );
    expect(beaten).toEqual([]);
  });

  test("does not confirm what a confirmed point beats even at its optimistic price", () => {
    const confirmed = search(true).filter(({ point }) => point.rung === 1);
    for (const { point, batch } of confirmed)
      for (const other of confirmed)
        if (other.batch < batch)
          expect(other.outcome.costs.every((cost, at) => cost < cheap(point.coordinates)[at]!)).toBe(false);
  });
});
