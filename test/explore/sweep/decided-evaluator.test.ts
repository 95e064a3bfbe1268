import { expect, test } from "vitest";
import { discreteAxis, type Axis } from "../../../src/explore/axes/axis.ts";
import { spaceOf } from "../../../src/explore/space.ts";
import { outcomeColumns, type Batch } from "../../../src/explore/sweep/batch-evaluator.ts";
import { decidedEvaluator } from "../../../src/explore/sweep/decided-evaluator.ts";
import { coordinatesAt } from "../../../src/explore/sweep/design.ts";
import { gridDesign } from "../../../src/explore/sweep/grid-design.ts";
import { planEvaluator, pointSource } from "../../../src/explore/sweep/plan-evaluator.ts";
import type { SweepQuestion } from "../../../src/explore/sweep/question.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const METRICS = [
  "stepTimeSeconds",
  "energyJoules",
  "costDollars",
  "mfu",
  "sramBytesPerTilePeak",
  "peakPowerWatts",
];

const question = (axes: readonly Axis[], more: Partial<SweepQuestion> = {}): SweepQuestion => ({
  ...{ id: "q", systems: ["bow-pod16"], workloads: ["bert-large"], set: {}, axes, strategy: "grid" },
  ...{ fidelity: "analytic", objectives: [], columns: METRICS, seed: 1 },
  plan: {
    ...{ tensorParallel: 1, weights: "sram", arithmetic: "fp16_16", availableMemoryProportion: 0.2 },
    optimizerState: "sharded",
  },
  ...more,
});

function batchOf(axes: readonly Axis[]): Batch {
  const design = gridDesign(spaceOf({ axes }));
  if (typeof design === "string") throw new Error(design);
  const coordinates = design.axes.map(() => new Float64Array(design.points));
  design.fill(0, design.points, coordinates);
  return { first: 0, count: design.points, axes: design.axes, coordinates };
}

async function both(asked: SweepQuestion) {
  const batch = batchOf(asked.axes);
  const source = pointSource(asked, specs);
  const searching = planEvaluator(asked, source);
  const counts = { searches: 0 };
  const fallback: typeof searching = {
    ...searching,
    describe: (coordinates) => {
      counts.searches += 1;
      return searching.describe(coordinates);
    },
  };
  const decided = decidedEvaluator(source, fallback);
  const outcomes = [];
  for (const evaluator of [searching, decided]) {
    const into = outcomeColumns(batch.count, METRICS.length);
    await evaluator.evaluate(batch, METRICS, into);
    outcomes.push(into);
  }
  return { batch, decided, ...counts, searched: outcomes[0]!, compiled: outcomes[1]! };
}

const layers = [3, 7, 7, 7];
const axes = [
  discreteAxis({ name: "chip.clock", unit: "Hz" }, [1.5e9, 1.85e9]),
  discreteAxis({ name: "system.economics.pue" }, [1.1, 1.5]),
  discreteAxis({ name: "plan.dataParallel" }, [2, 4]),
  discreteAxis({ name: "plan.recompute" }, ["none", "layer"]),
  discreteAxis({ name: "plan.microBatch" }, [1, 8]),
];

/** Both ways the same rows, without a search in one of them, some of which fit and some do not. */
function expectSame({ batch, searches, searched, compiled }: Awaited<ReturnType<typeof both>>): void {
  expect(searches).toBe(0);
  const fitting = [...compiled.feasible].filter((one) => one === 1).length;
  expect(fitting).toBeGreaterThan(2);
  expect(fitting).toBeLessThan(batch.count);
  expect([...compiled.feasible]).toEqual([...searched.feasible]);
  for (let row = 0; row < batch.count; row++)
    for (const [column, id] of METRICS.entries()) {
      const [a, b] = [compiled.metrics[column]![row]!, searched.metrics[column]![row]!];
      if (compiled.feasible[row] === 0)
        expect([id, a, compiled.gap[row]! > 0]).toEqual([id, Number.NaN, true]);
      else expect(Math.abs(a / b - 1), id).toBeLessThan(1e-11);
    }
}

test("a decided point comes out as a search over its only plan finds it, whether it fits or not", async () => {
  const plan = { ...question([]).plan, pipelineParallel: 4, layersPerStage: layers };
  const found = await both(question(axes, { plan }));
  expect(found.batch.count).toBe(2 ** 5);
  expectSame(found);
});

test("so does one whose weights are streamed, as often and beside as many tiles as it says", async () => {
  const streamed = [
    axes[0]!,
    discreteAxis({ name: "plan.weightLoads" }, [1, 2, 4]),
    discreteAxis({ name: "plan.ioTiles" }, [0, 64, 1400]),
    discreteAxis({ name: "plan.microBatch" }, [1, 32]),
  ];
  const plan = { ...question([]).plan, weights: "streaming", pipelineParallel: 1, dataParallel: 4 } as const;
  const found = await both(question(streamed, { plan: { ...plan, tensorParallel: 4 } }));
  expectSame(found);
});

test("a row and its description agree", async () => {
  const plan = { ...question([]).plan, pipelineParallel: 4, layersPerStage: layers };
  const { batch, decided, compiled } = await both(question(axes.slice(2), { plan }));
  for (let row = 0; row < batch.count; row++) {
    const { feasible, gap, metrics } = await decided.describe(
      coordinatesAt(batch.axes, batch.coordinates, row),
    );
    expect(feasible).toBe(compiled.feasible[row] === 1);
    expect(gap).toBeCloseTo(compiled.gap[row]!, 9);
    if (feasible) expect(metrics["stepTimeSeconds"]! / compiled.metrics[0]![row]!).toBeCloseTo(1, 11);
  }
});

test("a point that leaves a choice open is searched, beside others that leave none", async () => {
  const stages = discreteAxis({ name: "plan.pipelineParallel" }, [1, 4]);
  const open = question([stages, axes[4]!], {
    workloads: ["bert-base"],
    plan: { ...question([]).plan, dataParallel: 4, recompute: "layer" },
  });
  const { searched, compiled } = await both(open);
  expect([...compiled.feasible]).toEqual([...searched.feasible]);
  expect(compiled.feasible.some((one) => one === 1)).toBe(true);
  compiled.metrics[0]!.forEach((seconds, row) => {
    if (compiled.feasible[row] === 1) expect(seconds / searched.metrics[0]![row]!).toBeCloseTo(1, 11);
  });
});
