import { expect, test } from "vitest";
import type { BatchEvaluator } from "../../../src/explore/sweep/batch-evaluator.ts";
import { compareSweeps } from "../../../src/explore/sweep/compare-sweeps.ts";
import type { DesignAxis } from "../../../src/explore/sweep/design.ts";
import { evaluatePart } from "../../../src/explore/sweep/evaluate-part.ts";
import { findingsOf } from "../../../src/explore/sweep/findings.ts";
import { gather } from "../../../src/explore/sweep/gather.ts";
import type { Objective } from "../../../src/explore/sweep/objective.ts";
import { parseSweep } from "../../../src/explore/sweep/parse-sweep.ts";
import { saveSweep } from "../../../src/explore/sweep/save-sweep.ts";
import { outcomesTold, toldOutcomes } from "../../../src/explore/sweep/search-points.ts";
import type { SweepPlan } from "../../../src/explore/sweep/sweep-plan.ts";
import { workloadViews } from "../../../src/explore/sweep/workload-views.ts";
import { markdownSweep } from "../../../src/report/sweep/markdown-sweep.ts";
import { htmlSweep } from "../../../src/report/sweep/html-sweep.ts";
import { terminalSweep } from "../../../src/report/sweep/terminal-sweep.ts";

const METRICS = ["time", "price"].map((id) => ({ id, unit: "", better: "lower" as const }));
const objectives: readonly Objective[] = METRICS.map(({ id }) => ({ metric: id, better: "min" }));

/** A step of the large workload takes a hundred times as long and costs a hundred times as much. */
const SCALE = { small: 1, large: 100 };
const costsOf = (scale: number, x: number): readonly [time: number, price: number] => [
  scale * (x === 3 ? 9 : 5 - x),
  scale * (1 + x * x),
];

const evaluator: BatchEvaluator = {
  metrics: METRICS,
  evaluate({ count, axes, coordinates }, _wanted, { feasible, metrics }) {
    for (let row = 0; row < count; row++) {
      const level = axes.length > 1 ? axes[0]!.levels![coordinates[0]![row]!]! : "large";
      const costs = costsOf(SCALE[level as keyof typeof SCALE], coordinates.at(-1)![row]!);
      feasible[row] = 1;
      metrics.forEach((column, at) => (column[row] = costs[at]!));
    }
  },
  describe({ workload = "large", x }) {
    const [time, price] = costsOf(SCALE[workload as keyof typeof SCALE], Number(x));
    return { feasible: true, gap: 0, metrics: { time, price } };
  },
};
const plan: SweepPlan = {
  evaluators: [evaluator],
  objectives,
  columns: ["time", "price"],
  sampleOf: (first, count) => Array.from({ length: count }, (_, at) => first + at),
};
const POINTS = 4;
const own: DesignAxis = { name: "x", unit: "" };
const workload: DesignAxis = { name: "workload", unit: "", levels: ["small", "large"] };

/** A sweep over both workloads, or over the large one alone. */
async function swept(workloads: readonly string[]) {
  const axes = workloads.length > 1 ? [workload, own] : [own];
  const points = POINTS * workloads.length;
  const fill = (first: number, count: number, columns: readonly Float64Array[]): void => {
    for (let row = 0; row < count; row++) {
      if (columns.length > 1) columns[0]![row] = Math.floor((first + row) / POINTS);
      columns.at(-1)![row] = (first + row) % POINTS;
    }
  };
  const parts = [];
  for (let first = 0; first < points; first += 3) {
    const range = { part: first / 3, first, count: Math.min(3, points - first) };
    parts.push((await evaluatePart({ ...plan, design: { axes, points, fill } }, range)).summary);
  }
  const findings = await findingsOf(gather(parts.reverse(), objectives), plan);
  const tool = { name: "dse", version: "0.1.0", build: "b" };
  const question = {
    ...{ id: "a", systems: ["s"], workloads, set: {}, plan: {}, strategy: "grid", fidelity: "analytic" },
  };
  return saveSweep({
    identity: {
      ...{ tool, question, inputs: [], seed: 1, axes, objectives, columns: plan.columns, points },
      ...{ pointsPerPart: 3, sampled: points },
    },
    findings,
    metrics: METRICS,
  });
}

const both = await swept(["small", "large"]);
const alone = await swept(["large"]);

test("a workload a hundred times as large has the front that it has alone, not none", () => {
  // x = 0, 1, 2 are (5, 1), (4, 2), (3, 5); (9, 10) of x = 3 is beaten.
  const view = workloadViews(both)[1]!;
  const places = (points: typeof view.front.points) => points.map(({ coordinates }) => coordinates["x"]);
  expect(places(view.front.points)).toEqual([2, 1, 0]);
  expect(places(alone.front.points)).toEqual([2, 1, 0]);
});

test("one part of a sweep of two says what a sweep of that workload alone says, but for the numbers of its points", () => {
  const renumbered = JSON.parse(JSON.stringify(workloadViews(both)[1]!), (key, value: unknown) => {
    if (key === "index") return Number(value) - POINTS;
    if (key !== "coordinates") return value;
    const { workload: _, ...rest } = value as Record<string, unknown>;
    return rest;
  }) as typeof alone;
  expect(renumbered).toEqual(JSON.parse(JSON.stringify(alone)));
});

test("together they are counted and joined, without a volume or a best of all", () => {
  expect(both).toMatchObject({ points: 8, feasible: 8, front: { size: 6 } });
  expect(both.front).not.toHaveProperty("hypervolume");
  expect(both.ranges).toEqual([
    { metric: "time", low: 3, high: 900 },
    { metric: "price", low: 1, high: 1000 },
  ]);
  expect(parseSweep(JSON.stringify(both))).toEqual(both);
});

test("terminal, Markdown and page show each workload under its name", async () => {
  expect(terminalSweep(both)).toMatch(
    /^8 points, 8 fit, 6 on the front .*\n\nsmall: 4 points.*3 on the front/,
  );
  const headings = markdownSweep(both).match(/^##+ .*$/gm);
  const sections = ["### Front", "### What each axis does", "#### x", "### Points in full"];
  expect(headings).toEqual(["## small", ...sections, "## large", ...sections, "## Question and inputs"]);
  const page = await htmlSweep(both, { runtime: "" });
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(["front-w0", "front-w1", "chart-pareto-0-1-w0"]));
});

test("a sweep over several that was saved with one front opens, and says what is wrong with it", () => {
  const { workloads: _, ...earlier } = both;
  expect(workloadViews(earlier)).toEqual([earlier]);
  expect(terminalSweep(earlier)).toMatch(/^An earlier version saved this sweep with one front/);
  expect(terminalSweep(alone)).not.toContain("earlier version");
});

test("two sweeps are compared workload by workload", () => {
  const comparison = compareSweeps(both, alone);
  expect(comparison).toMatchObject({ best: [], beaten: [0, 0], workloads: [{ workload: "large" }] });
  expect(comparison.workloads![0]!.best.map(({ values }) => values)).toEqual([
    [300, 300],
    [100, 100],
  ]);
});

test("a search is told which workload each point is of, from its record too", () => {
  const coordinates = [Float64Array.of(0, 1, 1), Float64Array.of(0, 1, 2)];
  const batch = { first: 0, count: 3, axes: [workload, own], coordinates };
  const metrics = [Float64Array.of(1, 2, 3), Float64Array.of(1, 2, 3)];
  const outcomes = { feasible: Uint8Array.of(1, 1, 0), gap: Float64Array.of(0, 0, 2), metrics };
  const told = toldOutcomes({ batch, rung: 0, outcomes, full: new Map() }, objectives, plan.columns);
  const again = JSON.parse(JSON.stringify(told)) as typeof told;
  expect(outcomesTold(again, objectives).map(({ peers }) => peers)).toEqual([0, 1, 1]);
});
