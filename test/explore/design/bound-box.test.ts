import fc from "fast-check";
import { expect, test } from "vitest";
import { discreteAxis, type DiscreteAxis } from "../../../src/explore/axes/axis.ts";
import { boundBox, brokenByAll } from "../../../src/explore/design/bound-box.ts";
import { coordinatesOf, wholeGrid, type Box } from "../../../src/explore/design/boxes.ts";
import { emptyMemory } from "../../../src/explore/design/design-memory.ts";
import type { DesignQuestion } from "../../../src/explore/design/design-question.ts";
import { costsOf } from "../../../src/explore/design/design-ranking.ts";
import { designSource, type Design } from "../../../src/explore/design/design-source.ts";
import { findPlan } from "../../../src/explore/find-plan.ts";
import { measureMetrics } from "../../../src/result/measure.ts";
import { metricContext } from "../../../src/result/metric-context.ts";
import type { BuiltInMetricId } from "../../../src/result/metrics/index.ts";
import { unbuildable } from "../../../src/plan/unbuildable.ts";
import { openSpecs } from "../../../src/spec/load.ts";

const AXES: readonly DiscreteAxis[] = [
  discreteAxis(
    { name: "chip.sramPerTile", unit: "B" },
    [560, 592, 604, 618, 640, 700].map((kib) => kib * 1024),
  ),
  discreteAxis({ name: "chip.links.bandwidth", unit: "B/s" }, [8e9, 16e9, 32e9, 48e9]),
  discreteAxis({ name: "chip.clock", unit: "Hz" }, [1.2e9, 1.6e9, 1.85e9]),
  discreteAxis({ name: "chip.power.cap", unit: "W" }, [120, 200, 300]),
  discreteAxis({ name: "machine.host.bandwidth", unit: "B/s" }, [5e9, 25e9]),
];

const ASKED = [
  ...["stepTimeSeconds", "samplesPerSecond", "averagePowerWatts", "peakPowerWatts", "energyJoules"],
  ...[
    "capexDollars",
    "costDollars",
    "electricityDollars",
    "dieSquareMetres",
    "embodiedKilograms",
    "co2Kilograms",
  ],
] as BuiltInMetricId[];

const QUESTION: DesignQuestion = {
  system: "bow-pod4",
  workloads: [{ id: "bert-large", weight: 1 }],
  axes: AXES,
  set: { "task.globalBatch": 256 },
  plan: { tensorParallel: 1, microBatch: 1 },
  objectives: ASKED.map((metric) => ({ metric, better: metric === "samplesPerSecond" ? "max" : "min" })),
  within: [],
  breadth: "usual",
  top: 1,
};

const source = designSource(QUESTION, openSpecs());
const memory = emptyMemory();
const exact = new Map<string, readonly number[] | undefined>();

/** What a design costs by the plan search alone; undefined where none fits or it cannot be built. */
function exactCosts(key: string, { arch, workloads, plan }: Design): readonly number[] | undefined {
  if (!exact.has(key)) {
    const fixed = {
      workload: workloads[0]!,
      fixed: plan,
      breadth: "usual",
      planners: memory.planners,
    } as const;
    const best = unbuildable(arch) === undefined ? findPlan({ arch, ...fixed }).best : undefined;
    const metrics = best && measureMetrics(metricContext(best.evaluation));
    exact.set(key, metrics && costsOf(QUESTION, [metrics]));
  }
  return exact.get(key);
}

const { to: most } = wholeGrid(AXES);
const levels = fc.tuple(
  ...most.map((last) => fc.tuple(fc.nat(last), fc.nat(last), fc.double({ min: 0, max: 1, noNaN: true }))),
);

/** A box, and a design in it. */
const drawn = levels.map((ends): { readonly box: Box; readonly member: readonly number[] } => ({
  box: { from: ends.map(([a, b]) => Math.min(a, b)), to: ends.map(([a, b]) => Math.max(a, b)) },
  member: ends.map(([a, b, share]) => Math.min(a, b) + Math.round(share * Math.abs(a - b))),
}));

const at = (where: readonly number[]): Promise<Design> => source(coordinatesOf(AXES, where));

test("no design of a box costs less than its bound, and none that is possible is ruled out with it", async () => {
  let possible = 0;
  await fc.assert(
    fc.asyncProperty(drawn, async ({ box, member }) => {
      const costs = exactCosts(member.join(), await at(member));
      if (costs === undefined) return;
      possible += 1;
      const [low, high] = [await at(box.from), await at(box.to)];
      expect(brokenByAll(low, high, QUESTION)).toBeUndefined();
      const known = ASKED.map(() => -Infinity);
      const asked = { low, high, costs: known, frontiers: [], isEnough: () => false };
      const bound = boundBox(asked, QUESTION, { ...memory, plans: new Map() });
      if (typeof bound === "string") throw new Error(bound);
      expect(bound.isSettled).toBe(true);
      for (const [which, cost] of costs.entries())
        expect(bound.costs[which], ASKED[which]).toBeLessThanOrEqual(cost + 1e-9 * Math.abs(cost));
      // Within a limit of power that the design itself keeps, what its plan draws rules nothing of it out.
      const watts = costs[ASKED.indexOf("averagePowerWatts")]!;
      const kept = { metric: "averagePowerWatts", sense: "<=", bound: watts, text: "power" } as const;
      const fresh = { ...memory, plans: new Map(), contenders: new Map() };
      const limited = boundBox(asked, { ...QUESTION, within: [kept] }, fresh);
      if (typeof limited === "string") throw new Error(limited);
      for (const [which, cost] of costs.entries())
        expect(limited.costs[which], ASKED[which]).toBeLessThanOrEqual(cost + 1e-8 * Math.abs(cost));
      // The box around hands its plans on: what it ruled out is no design's fastest plan.
      const frontiers = bound.plans.map(({ frontier }) => frontier);
      const itself = await at(member);
      const alone = boundBox({ ...asked, low: itself, high: itself, frontiers }, QUESTION, {
        ...memory,
        plans: new Map(),
      });
      if (typeof alone === "string") throw new Error(alone);
      expect(alone.costs[0]).toBeCloseTo(costs[0]!, 8);
    }),
    { numRuns: 20, seed: 3 },
  );
  expect(possible).toBeGreaterThan(10);
});

test("machines of two clocks are ruled out together by a limit that they break by a twentieth", async () => {
  const [low, high] = [await at([3, 2, 1, 2, 1]), await at([3, 2, 2, 2, 1])];
  const which = ASKED.indexOf("averagePowerWatts");
  const watts = Math.min(exactCosts("3,2,1,2,1", low)![which]!, exactCosts("3,2,2,2,1", high)![which]!);
  const limit = (share: number) =>
    ({ metric: "averagePowerWatts", sense: "<=", bound: share * watts, text: "power" }) as const;
  const asked = { low, high, costs: ASKED.map(() => -Infinity), frontiers: [], isEnough: () => false };
  const bound = (share: number) =>
    boundBox(
      asked,
      { ...QUESTION, within: [limit(share)] },
      { ...memory, plans: new Map(), contenders: new Map() },
    );
  expect(typeof bound(1.001)).toBe("object");
  const costs = bound(0.9);
  // What the plans draw must flow in a time that none of these machines takes, or the limit is broken outright.
  const least = exactCosts("3,2,2,2,1", high)![0]!;
  if (typeof costs !== "string") expect(costs.costs[0]).toBeGreaterThan(1.05 * least);
});

test("a box of one design is bounded by what the design takes, power as well", async () => {
  const design = await at([3, 2, 1, 1, 1]);
  const asked = { low: design, high: design, costs: ASKED.map(() => -Infinity), frontiers: [] };
  const bound = boundBox({ ...asked, isEnough: () => false }, QUESTION, memory);
  const costs = exactCosts("3,2,1,1,1", design)!;
  if (typeof bound === "string") throw new Error(bound);
  for (const metric of ["stepTimeSeconds", "averagePowerWatts", "costDollars", "capexDollars"] as const) {
    const which = ASKED.indexOf(metric);
    expect(bound.costs[which]! / costs[which]!).toBeCloseTo(1, 6);
  }
});
