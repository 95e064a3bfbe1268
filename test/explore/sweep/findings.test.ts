import { expect, test } from "vitest";
import type { BatchEvaluator } from "../../../src/explore/sweep/batch-evaluator.ts";
import { evaluatePart } from "../../../src/explore/sweep/evaluate-part.ts";
import type { SweepPlan } from "../../../src/explore/sweep/sweep-plan.ts";
import { findingsOf, FRONT_KEPT_IN_FULL } from "../../../src/explore/sweep/findings.ts";
import { gather } from "../../../src/explore/sweep/gather.ts";
import type { Objective } from "../../../src/explore/sweep/objective.ts";

const objectives: readonly Objective[] = [
  { metric: "gain", better: "max" },
  { metric: "price", better: "min" },
];

/** Points along x = 0, 1, …; `of` says what each is worth. */
function planOf(of: (x: number) => readonly [gain: number, price: number], remembers: boolean) {
  let described = 0;
  const evaluator: BatchEvaluator = {
    metrics: ["gain", "price"].map((id) => ({ id, unit: "", better: "neither" })),
    remembers,
    evaluate({ count, coordinates }, _wanted, { feasible, metrics }) {
      for (let row = 0; row < count; row++) {
        const [gain, price] = of(coordinates[0]![row]!);
        feasible[row] = 1;
        metrics[0]![row] = gain;
        metrics[1]![row] = price;
      }
    },
    describe({ x }) {
      described += 1;
      const [gain, price] = of(Number(x));
      return { feasible: true, gap: 0, metrics: { gain, price } };
    },
  };
  const plan: SweepPlan = {
    evaluators: [evaluator],
    objectives,
    columns: ["gain", "price"],
    sampleOf: (first) => [first],
  };
  const axes = [{ name: "x", unit: "" }];
  const fill = (first: number, count: number, [column]: readonly Float64Array[]) => {
    for (let row = 0; row < count; row++) column![row] = first + row;
  };
  return { plan: { ...plan, design: { axes, points: 1e9, fill } }, described: () => described };
}

/** The findings of so many points in parts of `perPart`. */
async function found(made: ReturnType<typeof planOf>, points: number, perPart: number) {
  const parts = [];
  for (let part = 0; part * perPart < points; part++) {
    const range = { part, first: part * perPart, count: Math.min(perPart, points - part * perPart) };
    parts.push((await evaluatePart(made.plan, range)).summary);
  }
  const { peers, ...whole } = await findingsOf(gather(parts.reverse(), objectives), made.plan);
  expect(peers).toHaveLength(1);
  return { ...whole, ...peers[0]! };
}

test("what an evaluator remembers is described with its part; otherwise only the front of the whole and the sample are", async () => {
  const rising = (x: number) => [x, 0] as const;
  const remembering = planOf(rising, true);
  const [one, other] = [await found(remembering, 64, 8), planOf(rising, false)];
  expect(await found(other, 64, 8)).toEqual(one);
  expect(one.front.map(({ index }) => index)).toEqual([63]);
  expect(remembering.described()).toBe(64);
  expect(other.described()).toBe(8 + 1);
});

test("of a long front so many points are kept in full, its ends among them, and all are counted", async () => {
  const points = 3 * FRONT_KEPT_IN_FULL;
  const { front, frontPoints } = await found(
    planOf((x) => [x, x], false),
    points,
    1024,
  );
  expect(frontPoints).toBe(points);
  expect(front).toHaveLength(FRONT_KEPT_IN_FULL);
  expect([front[0]!.index, front.at(-1)!.index]).toEqual([0, points - 1]);
});

test("each stored metric has its range over all parts", async () => {
  const { ranges } = await found(
    planOf((x) => [x, 7 - x], false),
    20,
    8,
  );
  expect(ranges).toEqual([
    { metric: "gain", low: 0, high: 19 },
    { metric: "price", low: 7 - 19, high: 7 },
  ]);
});
