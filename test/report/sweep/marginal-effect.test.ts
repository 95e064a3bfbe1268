import { expect, test } from "vitest";
import type { SavedPoint, SavedSweep } from "../../../src/explore/sweep/saved-sweep.ts";
import { marginalEffect } from "../../../src/report/sweep/marginal-effect.ts";
import { sweepFixture } from "./sweep-fixture.ts";

const point = (index: number, at: number | string, speed: number | null): SavedPoint => ({
  index,
  coordinates: { axis: at },
  feasible: speed !== null,
  gap: 0,
  metrics: { samplesPerSecond: speed },
});
const sweepOf = (sample: readonly SavedPoint[]): SavedSweep => ({ ...sweepFixture(), sample });
const NUMBERS = { name: "axis", unit: "", path: "axis" };

test("of 11 values 0 to 10 the median is 5, the band from 1 to 9, the best 10", () => {
  const sample = Array.from({ length: 11 }, (_, at) => point(at, 3, at));
  expect(marginalEffect(sweepOf(sample), NUMBERS, 0)).toEqual([
    { at: 3, label: "3", sampled: 11, feasible: 11, low: 1, median: 5, high: 9, best: 10 },
  ]);
});

test("between neighbours a quantile lies in proportion: 10 % of the way from 0 to 10 is 1", () =>
  expect(marginalEffect(sweepOf([point(0, 3, 0), point(1, 3, 10)]), NUMBERS, 0)).toMatchObject([
    { low: 1, median: 5, high: 9 },
  ]));

test("points that do not fit are counted, not averaged; a value at which none fits is left out", () => {
  const sample = [point(0, 1, 7), point(1, 1, null), point(2, 2, null)];
  expect(marginalEffect(sweepOf(sample), NUMBERS, 0)).toMatchObject([
    { at: 1, sampled: 2, feasible: 1, median: 7 },
  ]);
});

test("levels stand in their order, by their place", () => {
  const axis = { ...NUMBERS, levels: ["none", "layer"] };
  const sample = [point(0, "layer", 1), point(1, "none", 2)];
  expect(marginalEffect(sweepOf(sample), axis, 0)).toMatchObject([
    { at: 0, label: "none", median: 2 },
    { at: 1, label: "layer", median: 1 },
  ]);
});

test("160 values become 16 stretches of 10 points", () => {
  const sample = Array.from({ length: 160 }, (_, at) => point(at, at, at));
  const groups = marginalEffect(sweepOf(sample), NUMBERS, 0);
  expect(groups.map(({ sampled }) => sampled)).toEqual(Array.from({ length: 16 }, () => 10));
  expect(groups[1]).toMatchObject({ at: 14.5, label: "10 – 19", median: 14.5 });
});

test("where less is better the best is the least", () => {
  const sample = [point(0, 1, 1), point(1, 1, 2)].map((one) => ({
    ...one,
    metrics: { averagePowerWatts: one.index + 1 },
  }));
  expect(marginalEffect(sweepOf(sample), NUMBERS, 1)).toMatchObject([{ best: 1 }]);
});
