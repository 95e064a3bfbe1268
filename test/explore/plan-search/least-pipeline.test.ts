import { describe, expect, test } from "vitest";
import {
  leastInference,
  leastTraining,
  type PipelineRun,
} from "../../../src/explore/plan-search/least-pipeline.ts";
import type { LayerPrices } from "../../../src/explore/plan-search/layer-prices.ts";
import { ranked } from "../../../src/explore/plan-search/ranked-plans.ts";
import { stageWeights } from "../../../src/explore/plan-search/stage-weights.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import type { Block } from "../../../src/workload/graph/operator-graph.ts";

/** Eight seconds of work, of which no stage of the best split has more than `longest`. */
const run = (more: Partial<PipelineRun>, longest = 0): PipelineRun => ({
  ...{ chips: 2, layers: 8, microBatches: 2, interleave: 1, headApart: false },
  prices: {
    ...{ wholeSeconds: 8, leastLayerSeconds: 0.75, headSeconds: 2 },
    longestStage: () => longest,
  } as unknown as LayerPrices,
  ...more,
});

describe("the least that a pipeline takes in training", () => {
  test("on one chip, or for one micro-batch: all of the work, one after the other", () => {
    expect(leastTraining(run({ chips: 1, microBatches: 3 }))).toBeCloseTo(3 * 8, 12);
    expect(leastTraining(run({ chips: 4, microBatches: 1 }))).toBe(8);
  });
  test("W / (1 − (1 − 1/G)^S): 8 / (1 − 1/4) for two micro-batches on two chips", () =>
    expect(leastTraining(run({}))).toBeCloseTo(8 / (1 - 1 / 4), 12));
  test("as many times the longest stage as there are micro-batches", () =>
    expect(leastTraining(run({}, 7))).toBe(2 * 7));
  test("with the head apart on the first chip: W / (1/G + 1 − (1 − 1/G)^(S − 1)), and no less than an even share", () => {
    expect(leastTraining(run({ headApart: true }))).toBe(8);
    expect(leastTraining(run({ headApart: true, microBatches: 4 }))).toBeCloseTo(8 / (1 / 4 + 1 / 4), 12);
    expect(leastTraining(run({ headApart: true, chips: 8 }))).toBe(8);
  });
  test("interleaved in four: a quarter of all before and after the last chip's 4 · 0.75 s and its head", () =>
    expect(leastTraining(run({ interleave: 4, microBatches: 6 }))).toBe((8 - 5) / 4 + 6 * 5));
});

describe("the least that a pipeline takes in inference", () => {
  test("the work once, and its busiest chip for each further micro-batch", () => {
    expect(leastInference(run({ microBatches: 3 }))).toBe(8 + 2 * (8 / 2));
    expect(leastInference(run({ microBatches: 3 }, 5))).toBe(8 + 2 * 5);
  });
  test("with the head apart no less than an even share", () =>
    expect(leastInference(run({ headApart: true, microBatches: 3 }))).toBe(3 * (8 / 2)));
});

test("the head weighs on the last stage, or stands with the embedding on the first", () => {
  const block = (kind: Block["kind"], count: number) => ({ kind, count }) as Block;
  const seconds = new Map([
    [block("embedding", 1), 1],
    [block("layer", 3), 5],
    [block("head", 2), 7],
  ]);
  expect(stageWeights(seconds, false)).toEqual({ costs: [5, 5, 5], first: 1, last: 2 * 7 });
  expect(stageWeights(seconds, true)).toEqual({ costs: [5, 5, 5], first: 1 + 2 * 7, last: 0 });
});

test("plans rank by their time; of those as fast to rounding the one met first stays before", () => {
  const plan = (secondsPerSample: number) => ({ choice: {} as PlanChoice, secondsPerSample });
  const [slow, fast, tied] = [plan(2), plan(1), plan(1 - 1e-12)];
  expect(ranked([slow, fast])).toEqual([fast, slow]);
  expect(ranked([fast, slow, tied])).toEqual([fast, tied, slow]);
  expect(ranked([fast, tied])).toEqual([fast, tied]);
});
