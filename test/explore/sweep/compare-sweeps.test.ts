import { expect, test } from "vitest";
import { compareSweeps } from "../../../src/explore/sweep/compare-sweeps.ts";
import type { SavedSweep } from "../../../src/explore/sweep/saved-sweep.ts";
import { terminalSweepComparison } from "../../../src/report/sweep/terminal-sweep-comparison.ts";
import { sweepFixture, THREE } from "../../report/sweep/sweep-fixture.ts";

const a = sweepFixture();

/** The same points a tenth faster. */
const faster: SavedSweep = (() => {
  const scaled = (point: SavedSweep["sample"][number]) => {
    const { samplesPerSecond } = point.metrics;
    if (samplesPerSecond === null || samplesPerSecond === undefined) return point;
    return { ...point, metrics: { ...point.metrics, samplesPerSecond: samplesPerSecond * 1.1 } };
  };
  const { hypervolume } = a.front;
  const ends = (values: readonly number[]): readonly number[] => [values[0]! * 1.1, ...values.slice(1)];
  return {
    ...a,
    sample: a.sample.map(scaled),
    front: {
      ...a.front,
      points: a.front.points.map(scaled),
      hypervolume: { ...hypervolume!, best: ends(hypervolume!.best), worst: ends(hypervolume!.worst) },
    },
    inputs: [{ file: "arch-specs/bow.arch.yaml", sha256: "cd".repeat(32) }],
  };
})();

test("a sweep against itself: nothing is beaten, nothing differs, the same volume", () => {
  const comparison = compareSweeps(a, a);
  expect(comparison).toMatchObject({ beaten: [0, 0], same: { changes: [] }, inputs: [] });
  expect(comparison.hypervolume![0]).toBe(comparison.hypervolume![1]);
});

test("a tenth faster everywhere: each point of the old front is beaten, and the change is told", () => {
  const comparison = compareSweeps(a, faster);
  expect(comparison.beaten).toEqual([a.front.size, 0]);
  const [before, after] = comparison.best[0]!.values;
  expect(after! / before!).toBeCloseTo(1.1, 10);
  expect(comparison.same.changes).toEqual([
    {
      metric: "samplesPerSecond",
      least: expect.closeTo(0.1),
      median: expect.closeTo(0.1),
      most: expect.closeTo(0.1),
    },
  ]);
  expect(comparison.hypervolume![1]).toBeGreaterThan(comparison.hypervolume![0]);
  expect(comparison.inputs).toEqual([
    { file: "arch-specs/bow.arch.yaml", sha256: ["ab".repeat(32), "cd".repeat(32)] },
  ]);
});

test("both volumes are shares of one box: a front of the best corner of both alone fills it", () => {
  const [best] = faster.front.points;
  const ideal = { ...best!, metrics: { ...best!.metrics, averagePowerWatts: a.front.hypervolume!.best[1]! } };
  const comparison = compareSweeps(a, { ...faster, front: { ...faster.front, points: [ideal] } });
  expect(comparison.hypervolume![1]).toBeCloseTo(1, 10);
});

test("with other objectives fronts are not held against each other, only what both have", () => {
  const comparison = compareSweeps(a, sweepFixture(THREE));
  expect(comparison.best.map(({ metric }) => metric)).toEqual(["samplesPerSecond", "averagePowerWatts"]);
  expect(comparison.hypervolume).toBeUndefined();
});

test("a value that one sweep sets and the other varies is the same coordinate, in whatever unit it is written", () => {
  const [axis] = a.axes;
  const value = a.sample.find(({ feasible }) => feasible)!.coordinates[axis!.name] as number;
  const at = ({ coordinates }: SavedSweep["sample"][number]): boolean => coordinates[axis!.name] === value;
  const without = (point: SavedSweep["sample"][number]): SavedSweep["sample"][number] => ({
    ...point,
    coordinates: Object.fromEntries(
      Object.entries(point.coordinates).filter(([name]) => name !== axis!.name),
    ),
  });
  const fixed: SavedSweep = {
    ...a,
    axes: a.axes.slice(1),
    question: { ...a.question, set: { ...a.question.set, [axis!.path]: `${value} ${axis!.unit}`.trim() } },
    sample: a.sample.filter(at).map(without),
    front: { ...a.front, points: a.front.points.filter(at).map(without) },
  };
  const both = new Set(
    [...a.sample, ...a.front.points].filter((point) => point.feasible && at(point)).map(({ index }) => index),
  );
  expect(both.size).toBeGreaterThan(0);
  expect(compareSweeps(a, fixed).same).toEqual({ points: both.size, changes: [] });
});

test("in the terminal: counts, best values with the change, and inputs that differ", () => {
  const text = terminalSweepComparison(compareSweeps(a, faster), [a, faster]);
  expect(text).toMatch(/points +240 +240/);
  expect(text).toMatch(/best Samples per second +[\d.]+ \/s +[\d.]+ \/s +\+10[.]0 %/);
  expect(text).toContain("input: arch-specs/bow.arch.yaml differs");
});

test("sweeps of different work are set side by side, and said to be no contest", () => {
  const other = { ...a, question: { ...a.question, workloads: ["bert-base"] } };
  const textOf = (b: typeof a): string => terminalSweepComparison(compareSweeps(a, b), [a, b]);
  expect(textOf(other)).toContain(`note: not the same work (${a.question.workloads.join(", ")}; bert-base)`);
  expect(textOf(a)).not.toContain("note:");
});
