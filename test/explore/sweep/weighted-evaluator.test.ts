import { expect, test } from "vitest";
import { outcomeColumns, type BatchEvaluator } from "../../../src/explore/sweep/batch-evaluator.ts";
import {
  checkWeights,
  readWeights,
  weightedEvaluator,
} from "../../../src/explore/sweep/weighted-evaluator.ts";

/** A workload whose step takes so many seconds at clock 1, and that needs so many chips. */
function workloadOf(seconds: number, chips: number, unknown = false): BatchEvaluator {
  const outcomeAt = (x: number) => ({
    feasible: x >= chips,
    gap: x >= chips ? 0 : chips / x - 1,
    metrics: { stepTimeSeconds: x < chips || unknown ? null : seconds / x },
    ...(x >= chips ? { plan: { tensorParallel: chips } } : { lacks: `${chips} chips` }),
  });
  return {
    metrics: [{ id: "stepTimeSeconds", unit: "s", better: "lower" }],
    describe: ({ x }) => outcomeAt(Number(x)),
    evaluate({ count, coordinates }, _wanted, into) {
      for (let row = 0; row < count; row++) {
        const { feasible, gap, metrics } = outcomeAt(coordinates[0]![row]!);
        into.feasible[row] = Number(feasible);
        into.gap[row] = gap;
        into.metrics[0]![row] = metrics.stepTimeSeconds ?? Number.NaN;
      }
    },
  };
}

const weighted = (...others: readonly BatchEvaluator[]) =>
  weightedEvaluator(
    [workloadOf(12, 1), workloadOf(120, 2), ...others].map((evaluator, at) => ({
      workload: ["small", "large", "third"][at]!,
      weight: [10, 1, 1][at]!,
      evaluator,
    })),
  );

async function rows(evaluator: BatchEvaluator, chips: readonly number[]) {
  const axes = [{ name: "x", unit: "" }];
  const batch = { first: 0, count: chips.length, axes, coordinates: [Float64Array.from(chips)] };
  const into = outcomeColumns(chips.length, 1);
  await evaluator.evaluate(batch, ["stepTimeSeconds"], into);
  return into;
}

test("a metric is the sum of weight times metric: 10 × 12/4 + 1 × 120/4 = 60", async () => {
  const { feasible, metrics } = await rows(weighted(), [4]);
  expect([feasible[0], metrics[0]![0]]).toEqual([1, 60]);
  expect(await weighted().describe({ x: 4 })).toEqual({
    feasible: true,
    gap: 0,
    metrics: { stepTimeSeconds: 60 },
    plan: { small: { tensorParallel: 1 }, large: { tensorParallel: 2 } },
  });
});

test("a point fits where every workload fits, and is off by as much as the one that is off most", async () => {
  const columns = await rows(weighted(), [1]);
  expect([columns.feasible[0], columns.gap[0]]).toEqual([0, 1]);
  expect(columns.metrics[0]![0]).toBeNaN();
  expect(await weighted().describe({ x: 1 })).toEqual({
    feasible: false,
    gap: 1,
    metrics: { stepTimeSeconds: null },
    lacks: "2 chips",
  });
});

test("what one workload does not have, the sum does not have", async () => {
  const { feasible, metrics } = await rows(weighted(workloadOf(1, 1, true)), [4]);
  expect([feasible[0], metrics[0]![0]]).toEqual([1, Number.NaN]);
});

test("the metric says that it is a sum", () =>
  expect(weighted().metrics[0]).toMatchObject({ label: "Step time, weighted", unit: "s" }));

test("weights are words as after --weights, each on its own or with commas", () => {
  expect(readWeights(["a=2, b=0.5", "c=1e3"])).toEqual({ a: 2, b: 0.5, c: 1000 });
  expect(readWeights(["a"])).toBe("--weights a: expected workload=number");
  expect(readWeights(["a=1,a=2"])).toBe("--weights: a has two weights");
});

test.each([
  [{ a: 1 }, ["a"], "there is only a"],
  [{ a: 1, bb: 1 }, ["a", "bbb"], '"bb" is not among the workloads (a, bbb)'],
  [{ a: 1 }, ["a", "b"], "b has no weight"],
  [{ a: 1, b: 0 }, ["a", "b"], "the weight of b is to be a number above 0"],
  [{ a: 1, b: Number.NaN }, ["a", "b"], "the weight of b is to be a number above 0"],
])("weights %j of %j are refused: %s", (weights, workloads, message) =>
  expect(() => checkWeights({ weights, workloads })).toThrow(message),
);
