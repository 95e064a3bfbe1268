import { expect, test } from "vitest";
import type { WideRow } from "../../../src/explore/store/part-record.ts";
import { parseSweep } from "../../../src/explore/sweep/parse-sweep.ts";
import { saveSweep } from "../../../src/explore/sweep/save-sweep.ts";
import type { Objective } from "../../../src/explore/sweep/objective.ts";

const OBJECTIVES: readonly Objective[] = [
  { metric: "samplesPerSecond", better: "max" },
  { metric: "averagePowerWatts", better: "min" },
];

const point = (index: number, samplesPerSecond: number, averagePowerWatts: number): WideRow => ({
  index,
  coordinates: { pod: index },
  feasible: true,
  gap: 0,
  metrics: { samplesPerSecond, averagePowerWatts },
});
const misfit = (index: number, lacks: string): WideRow => ({
  index,
  coordinates: { pod: index },
  feasible: false,
  gap: 1,
  metrics: { samplesPerSecond: null, averagePowerWatts: null },
  lacks,
});

function rangeOf(metric: string, rows: readonly WideRow[]) {
  const values = rows.filter(({ feasible }) => feasible).map(({ metrics }) => metrics[metric]!);
  return { metric, low: Math.min(...values), high: Math.max(...values) };
}

const saved = (front: readonly WideRow[], sample: readonly WideRow[], objectives = OBJECTIVES) =>
  saveSweep({
    identity: {
      tool: { name: "dse", version: "0.1.0", build: "b" },
      question: {
        ...{ id: "a", systems: ["s"], workloads: ["w"], set: { pod: 16, "chip.clock": "1 GHz" } },
        ...{ plan: {}, strategy: "grid", fidelity: "analytic" },
      },
      inputs: [],
      seed: 1,
      axes: [{ name: "pod", unit: "" }],
      objectives,
      columns: [],
      points: 10,
      pointsPerPart: 4,
      sampled: sample.length,
    },
    findings: {
      points: 10,
      feasible: 4,
      peers: [
        {
          points: 10,
          feasible: 4,
          frontPoints: front.length,
          front,
          bins: [],
          ranges: OBJECTIVES.map(({ metric }) => rangeOf(metric, [...front, ...sample])),
        },
      ],
      sample,
    },
    metrics: [
      { id: "samplesPerSecond", unit: "1/s", better: "higher" },
      { id: "averagePowerWatts", unit: "W", better: "lower" },
      { id: "mine", unit: "", better: "neither" },
    ],
  });

const A = point(1, 10, 1);
const B = point(2, 18, 2);
const C = point(3, 20, 5);

test("the front stands with the best of the first objective first", () =>
  expect(saved([A, B, C], []).front.points.map(({ index }) => index)).toEqual([3, 2, 1]));

test("the knee is the point that bulges from the line between the ends: B gives up 2 of 10 for 3 of 4", () => {
  // scaled costs of B: (20 − 18) / 10 = 0.2 and (2 − 1) / 4 = 0.25; (1 − 0.45) / √2 = 0.388909
  const { knees } = saved([A, B, C], []).front;
  expect(knees.map(({ index }) => index)).toEqual([2]);
  expect(knees[0]?.bulge).toBeCloseTo(0.55 / Math.SQRT2, 11);
});

test("two points have no knee", () => expect(saved([A, C], []).front.knees).toEqual([]));

test("the hypervolume is a share of the box from the best to the worst that fits", () => {
  // Worst: 0 samples/s and 6 W, of the sampled point. Box: (20 − 0) × (6 − 1) = 100.
  // Beaten: up to 10 from 1 W, up to 18 from 2 W, up to 20 from 5 W: 10 × 5 + 8 × 4 + 2 × 1 = 84.
  const { hypervolume } = saved([A, B, C], [point(4, 0, 6), misfit(5, "SRAM")]).front;
  expect(hypervolume).toEqual({ share: 0.84, best: [20, 1], worst: [0, 6] });
});

test("what lacks is counted over the sample, the most frequent first", () => {
  const sample = [misfit(1, "streaming memory"), misfit(2, "SRAM"), misfit(3, "SRAM"), A];
  expect(saved([A], sample).lacks).toEqual([
    { resource: "SRAM", count: 2 },
    { resource: "streaming memory", count: 1 },
  ]);
});

test("metrics carry label and formula; one that only this sweep knows is called by its id", () => {
  const [first, , own] = saved([A], []).metrics;
  expect(first?.formula).not.toBe("");
  expect(own).toEqual({ id: "mine", label: "mine", unit: "", better: "neither", formula: "" });
});

test("a front of 5000 points is saved as 1000 spread over it, both ends among them", () => {
  const long = Array.from({ length: 5000 }, (_, at) => point(at, at, at ** 1.5));
  const { size, points } = saved(long, []).front;
  expect([size, points.length]).toEqual([5000, 1000]);
  expect([points[0]?.index, points.at(-1)?.index]).toEqual([4999, 0]);
});

test("axes and values are saved under their full path, as another command takes them", () => {
  const { axes, question } = saved([A], []);
  expect(axes).toEqual([{ name: "pod", unit: "", path: "system.pod" }]);
  expect(question.set).toEqual({ "system.pod": 16, "chip.clock": "1 GHz" });
});

test("without a feasible point there is no front, no knee and no volume", () =>
  expect(saved([], [misfit(1, "SRAM")]).front).toEqual({ size: 0, points: [], knees: [] }));

test("what is saved reads back; anything else is told in one sentence", () => {
  const findings = saved([A, B, C], [A]);
  expect(parseSweep(JSON.stringify(findings))).toEqual(findings);
  expect(() => parseSweep("{", "x.json")).toThrow("x.json: no JSON");
  expect(() => parseSweep('{"schema": "dse.results/v1"}', "x.json")).toThrow(
    "x.json: no findings of a sweep",
  );
  expect(() => parseSweep(JSON.stringify({ ...findings, sample: 1 }))).toThrow(
    "findings.json: damaged findings: sample: Invalid input: expected array, received number",
  );
});
