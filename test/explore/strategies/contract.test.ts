import { describe, expect, test } from "vitest";
import { discreteAxis } from "../../../src/explore/axes/axis.ts";
import { spaceOf } from "../../../src/explore/space.ts";
import { STRATEGIES, type StrategyName } from "../../../src/explore/strategies/index.ts";
import { replay, type Outcome, type StrategyOptions } from "../../../src/explore/strategies/strategy.ts";
import { fits, misfit, named, runSearch } from "./run-search.ts";

const NAMES = Object.keys(STRATEGIES) as StrategyName[];
const sixteen = Array.from({ length: 16 }, (_, at) => at / 15);

/** 16 × 16 convex in x and y, best at (4/15, 11/15); a kind that adds to it; a depth that only one kind has. */
const space = spaceOf({
  axes: [
    discreteAxis({ name: "x" }, sixteen),
    discreteAxis({ name: "y" }, sixteen),
    discreteAxis({ name: "kind" }, ["plain", "deep"]),
    discreteAxis({ name: "depth", when: { axis: "kind", is: ["deep"] } }, [1, 2]),
  ],
  rules: [(point) => Number(point[0]! + point[1]! <= 1.9)],
});
const BEST = { x: 4 / 15, y: 11 / 15, kind: "plain" };

/** Points with x above 0.9 do not fit, the less the further. */
function evaluate(coordinates: readonly number[]): Outcome {
  const [x = 0, y = 0, kind = 0, depth] = coordinates;
  if (x > 0.9) return misfit(x / 0.9 - 1);
  const extra = kind === 0 ? 0 : 0.1 * depth!;
  return fits([(x - BEST.x) ** 2 + (y - BEST.y) ** 2 + extra]);
}

const options = (name: StrategyName, more: Partial<StrategyOptions> = {}): StrategyOptions => ({
  budget: name === "surrogate" ? 60 : 400,
  seed: 3,
  objectives: 1,
  population: 20,
  rungCosts: [0.25, 1],
  ...more,
});
const run = (name: StrategyName, more: Partial<StrategyOptions> = {}) =>
  runSearch({ strategy: STRATEGIES[name], space, options: options(name, more), evaluate });

describe.each(NAMES)("the strategy %s", (name) => {
  test("stays in its budget, in which a lower rung costs its share", () => {
    for (const budget of [1, 7, 50]) {
      const spent = run(name, { budget }).reduce((sum, { point }) => sum + (point.rung === 0 ? 0.25 : 1), 0);
      expect(spent).toBeGreaterThan(0);
      expect(spent).toBeLessThanOrEqual(budget);
    }
  });

  test("stays in its space: values of the axes, conditions and constraints", () => {
    for (const { point } of run(name)) {
      const { x, y, kind, depth, ...rest } = named(space, point);
      expect(rest).toEqual({});
      expect(sixteen).toContain(x);
      expect(sixteen).toContain(y);
      expect(Number(x) + Number(y)).toBeLessThanOrEqual(1.9);
      expect(kind === "deep" ? [1, 2] : [undefined]).toContain(depth);
    }
  });

  test("asks no point twice at one fidelity", () => {
    const keys = run(name).map(({ point }) => `${point.rung}: ${point.coordinates.join(" ")}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("has the same points for the same seed", () => expect(run(name)).toEqual(run(name)));

  test("finds the optimum of a convex toy, to the next value on each axis", () => {
    const budget = name === "surrogate" ? 60 : 760;
    const found = run(name, { budget }).filter(({ point, outcome }) => point.rung === 1 && outcome.feasible);
    const best = found.reduce((one, other) =>
      other.outcome.costs[0]! < one.outcome.costs[0]! ? other : one,
    );
    const { x, y, kind } = named(space, best.point);
    expect(Math.abs(Number(x) - BEST.x)).toBeLessThan(1.5 / 15);
    expect(Math.abs(Number(y) - BEST.y)).toBeLessThan(1.5 / 15);
    expect(kind).toBe(BEST.kind);
  });

  test("goes on where it was when it is told its outcomes again", () => {
    const asked = run(name, { batch: 16 });
    for (const known of [0, 5, 40]) {
      const outcomes = asked.slice(0, known).map(({ outcome }) => outcome);
      const resumed = replay(STRATEGIES[name](space, options(name, { batch: 16 })), outcomes);
      const first = known - resumed!.answered;
      expect(resumed!.points).toEqual(
        asked.slice(first, first + resumed!.points.length).map(({ point }) => point),
      );
      expect(resumed!.points.length).toBeGreaterThan(resumed!.answered);
    }
    const outcomes = asked.map(({ outcome }) => outcome);
    expect(replay(STRATEGIES[name](space, options(name, { batch: 16 })), outcomes)).toBeUndefined();
  });

  test("ends by itself when every point was asked", () => {
    const small = spaceOf({ axes: ["a", "b"].map((axis) => discreteAxis({ name: axis }, [1, 2, 3])) });
    const asked = runSearch({
      strategy: STRATEGIES[name],
      space: small,
      options: options(name, { budget: 50, rungCosts: [1] }),
      evaluate: ([a = 0, b = 0]) => fits([a + b]),
    });
    const different = new Set(asked.map(({ point }) => point.coordinates.join(" ")));
    expect(different.size).toBe(3 * 3);
    expect(asked).toHaveLength(3 * 3);
  });
});
