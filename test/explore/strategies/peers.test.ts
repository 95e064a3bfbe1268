import { expect, test } from "vitest";
import { discreteAxis } from "../../../src/explore/axes/axis.ts";
import { spaceOf } from "../../../src/explore/space.ts";
import { multiFidelity } from "../../../src/explore/strategies/multi-fidelity.ts";
import { nsga2 } from "../../../src/explore/strategies/nsga2.ts";
import type { Outcome, Strategy } from "../../../src/explore/strategies/strategy.ts";
import { surrogate } from "../../../src/explore/strategies/surrogate.ts";
import { numberAxis } from "../problems.ts";
import { runSearch } from "./run-search.ts";

const space = spaceOf({
  axes: [discreteAxis({ name: "workload" }, ["small", "large"]), numberAxis("x", 0, 1)],
});

/** The large workload costs a hundred times as much; each has its optimum at x = 0.7. */
function evaluate([workload = 0, x = 0]: readonly number[]): Outcome {
  const scale = workload === 0 ? 1 : 100;
  return { feasible: true, costs: [scale * (1 + Math.abs(x - 0.7))], gap: 0, peers: workload };
}

test.each<[string, Strategy, number, number, number]>([
  ["NSGA-II", nsga2, 200, 40, 16],
  ["a surrogate", surrogate, 60, 12, 16],
  ["multi-fidelity", multiFidelity, 40, 5, 16],
  ["multi-fidelity, one by one,", multiFidelity, 40, 3, 1],
])(
  "%s looks for the best of the large workload, though every small one beats it",
  (_, strategy, budget, least, batch) => {
    const options = {
      budget,
      batch,
      seed: 3,
      objectives: 1,
      population: 20,
      rungCosts: [0.05, 1],
      isOptimistic: true,
    };
    const top = strategy === multiFidelity ? options : { ...options, rungCosts: [1] };
    const asked = runSearch({ strategy, space, options: top, evaluate }).filter(
      ({ point }) => point.rung === top.rungCosts.length - 1,
    );
    const large = asked.filter(({ outcome }) => outcome.peers === 1);
    expect(large.length).toBeGreaterThanOrEqual(least);
    expect(Math.min(...large.map(({ outcome }) => outcome.costs[0]!))).toBeLessThan(102);
  },
);
