import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { discreteAxis, type DiscreteAxis } from "../../../src/explore/axes/axis.ts";
import { coordinatesOf, designsIn, wholeGrid } from "../../../src/explore/design/boxes.ts";
import type { DesignQuestion, Limit } from "../../../src/explore/design/design-question.ts";
import { costsOf, isDominated } from "../../../src/explore/design/design-ranking.ts";
import { axisKinds, designSource, type DesignSource } from "../../../src/explore/design/design-source.ts";
import { emptyMemory } from "../../../src/explore/design/design-memory.ts";
import { misses } from "../../../src/explore/design/machine-limits.ts";
import { searchDesigns } from "../../../src/explore/design/search-designs.ts";
import { findPlan } from "../../../src/explore/find-plan.ts";
import { measureMetrics } from "../../../src/result/measure.ts";
import { metricContext } from "../../../src/result/metric-context.ts";
import { rounded } from "../../../src/result/rounded.ts";
import { unbuildable } from "../../../src/plan/unbuildable.ts";
import type { BuiltInMetricId } from "../../../src/result/metrics/index.ts";
import { openSpecs } from "../../../src/spec/load.ts";

const AXES: readonly DiscreteAxis[] = [
  discreteAxis({ name: "chip.process" }, ["n7", "n5"]),
  discreteAxis({ name: "chip.sramPerTile", unit: "B" }, [600 * 1024, 640 * 1024, 1000 * 1024]),
  discreteAxis({ name: "chip.links.bandwidth", unit: "B/s" }, [16e9, 48e9]),
  discreteAxis({ name: "chip.clock", unit: "Hz" }, [1.6e9, 1.85e9, 2.3e9]),
];

const QUESTION: DesignQuestion = {
  system: "bow-pod4",
  workloads: [{ id: "bert-base", weight: 1 }],
  axes: AXES,
  set: {},
  plan: { tensorParallel: 1, pipelineParallel: 4, dataParallel: 1, recompute: "layer" },
  objectives: [{ metric: "stepTimeSeconds", better: "min" }],
  within: [],
  breadth: "usual",
  top: 3,
};

const memory = emptyMemory();
const { planners } = memory;
let source: DesignSource;

/** Every design of the grid that can be built and has a plan. */
interface Point {
  readonly key: string;
  readonly metrics: Readonly<Record<string, number | null>>;
}
const points: Point[] = [];

beforeAll(async () => {
  source = designSource(QUESTION, openSpecs());
  const { to } = wholeGrid(AXES);
  const levels = to.reduce<readonly (readonly number[])[]>(
    (all, most) => all.flatMap((one) => Array.from({ length: most + 1 }, (_, level) => [...one, level])),
    [[]],
  );
  for (const at of levels) {
    const coordinates = coordinatesOf(AXES, at);
    const design = await source(coordinates);
    if (unbuildable(design.arch) !== undefined) continue;
    const { arch, workloads, plan } = design;
    const { best } = findPlan({ arch, workload: workloads[0]!, fixed: plan, planners, breadth: "usual" });
    if (best === undefined) continue;
    const metrics = rounded(measureMetrics(metricContext(best.evaluation)));
    points.push({ key: JSON.stringify(coordinates), metrics });
  }
}, 60_000);

const limit = (metric: BuiltInMetricId, sense: "<=" | ">=", bound: number): Limit => ({
  ...{ metric, sense, bound },
  text: `${metric} ${sense} ${bound}`,
});

function within(limits: readonly Limit[]): readonly Point[] {
  return points.filter(({ metrics }) => limits.every((one) => !misses(one, metrics[one.metric] ?? null)));
}

const METRICS_ASKED = [
  "stepTimeSeconds",
  "samplesPerSecond",
  "averagePowerWatts",
  "capexDollars",
  "costDollars",
  "dieSquareMetres",
  "embodiedKilograms",
  "powerWattsPerSquareMetre",
] as const satisfies readonly BuiltInMetricId[];

const better = (metric: BuiltInMetricId): "min" | "max" => (metric === "samplesPerSecond" ? "max" : "min");

/** Limits at a quantile of what the points have, so that they bind. */
const limits = fc.array(
  fc.record({
    metric: fc.constantFrom(...METRICS_ASKED),
    share: fc.double({ min: 0.1, max: 0.95, noNaN: true }),
  }),
  { maxLength: 3 },
);

function limitsAt(drawn: readonly { readonly metric: BuiltInMetricId; readonly share: number }[]): Limit[] {
  return drawn.map(({ metric, share }) => {
    const values = points.map(({ metrics }) => metrics[metric]!).sort((a, b) => a - b);
    const more = better(metric) === "max";
    const at = Math.floor((more ? 1 - share : share) * (values.length - 1));
    return limit(metric, more ? ">=" : "<=", values[at]!);
  });
}

describe("equal to brute force", () => {
  test("there are designs to choose from, and some that cannot be built", () => {
    expect(points.length).toBeGreaterThan(10);
    expect(points.length).toBeLessThan(designsIn(wholeGrid(AXES)));
  });

  test("one objective, up to three limits: the same best designs", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...METRICS_ASKED), limits, async (metric, drawn) => {
        const within_ = limitsAt(drawn);
        const objectives = [{ metric, better: better(metric) }];
        const found = await searchDesigns({ ...QUESTION, objectives, within: within_ }, source, { memory });
        const costs = within(within_)
          .map(({ metrics }) => costsOf({ ...QUESTION, objectives }, [metrics])[0]!)
          .sort((a, b) => a - b)
          .slice(0, 3);
        expect(found.best.map((one) => one.costs[0])).toEqual(
          costs.map((cost) => expect.closeTo(cost, 9) as number),
        );
        expect(found.gap).toBe(0);
        const { designs, priced, removed } = found.counts;
        const settled = Object.values(removed).reduce((sum, count) => sum + count, 0);
        expect(designs).toBe(36);
        expect(priced).toBeLessThanOrEqual(designs);
        expect(settled).toBeLessThanOrEqual(designs);
      }),
      { numRuns: 12, seed: 7 },
    );
  });

  test("several objectives: the same front", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.subarray([...METRICS_ASKED], { minLength: 2, maxLength: 3 }),
        limits,
        async (metrics, drawn) => {
          const within_ = limitsAt(drawn);
          const objectives = metrics.map((metric) => ({ metric, better: better(metric) }));
          const asked = { ...QUESTION, objectives, within: within_ };
          const found = await searchDesigns(asked, source, { memory });
          const all = within(within_).map((point) => costsOf(asked, [point.metrics]));
          const front = all.filter(
            (costs) =>
              !isDominated(
                costs,
                all.map((one) => ({ costs: one }) as never),
              ),
          );
          const texts = (rows: readonly (readonly number[])[]) =>
            [...new Set(rows.map((row) => row.map((cost) => cost.toPrecision(9)).join()))].sort();
          expect(texts(found.best.map(({ costs }) => costs))).toEqual(texts(front));
        },
      ),
      { numRuns: 12, seed: 11 },
    );
  });
});

test("processes stand apart; SRAM changes what fits, links and clock only how fast it is", async () => {
  const { apart, memory: sizes } = await axisKinds(QUESTION, source);
  expect([[...apart], [...sizes]]).toEqual([[0], [1]]);
});

test("along axes that turn designs are never bounded together: the middle one is found where both ends fail", async () => {
  const axes = [discreteAxis({ name: "chip.floorplan.spareRows" }, [0, 1, 2])];
  const asked = { ...QUESTION, axes, within: [limit("chipDollars", "<=", 340)], top: 1 };
  const designs = designSource(asked, openSpecs());
  const { best } = await searchDesigns(asked, designs, { memory });
  expect(best.map(({ coordinates }) => coordinates["chip.floorplan.spareRows"])).toEqual([1]);
});

test("a number that turns between the ends of an axis makes it stand apart, and no other axis", async () => {
  const axes = [
    discreteAxis({ name: "chip.links.latency", unit: "s" }, [1, 2, 3]),
    discreteAxis({ name: "chip.clock", unit: "Hz" }, [1.6e9, 1.85e9]),
  ];
  const { arch, workloads, plan } = await source(coordinatesOf(AXES, [0, 0, 0, 0]));
  const turning: DesignSource = async (at) => {
    const [capexDollars, clock] = [[480, 333, 490][Number(at["chip.links.latency"]) - 1]!, at["chip.clock"]];
    const chip = { ...arch.chip, clockHertz: Number(clock) } as typeof arch.chip;
    return { arch: { ...arch, chip, capexDollars: capexDollars + Number(clock) / 1e9 }, workloads, plan };
  };
  expect([...(await axisKinds({ ...QUESTION, axes }, turning)).apart]).toEqual([0]);
});

test("each design is priced, removed or within the answer; a stopped search says what it has not seen", async () => {
  let steps = 0;
  const stopped = await searchDesigns(QUESTION, source, {
    onProgress: () => (++steps > 3 ? "stop" : undefined),
  });
  expect(stopped.counts.unseen).toBeGreaterThan(0);
  expect(stopped.gap).toBeGreaterThan(0);
  const { counts, best } = await searchDesigns({ ...QUESTION, top: 1 }, source, { memory });
  const removed = Object.values(counts.removed).reduce((sum, count) => sum + count, 0);
  expect(removed + best.length).toBeLessThanOrEqual(counts.designs);
  expect(counts.removed["reticle (a die is exposed at once)"]).toBeGreaterThan(0);
});
