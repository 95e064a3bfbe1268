import { describe, expect, test } from "vitest";
import { progressOf, rankingOf, type SearchState } from "../../../src/explore/plan-search/search-state.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";

const choice = {} as PlanChoice;

/** Ten plans: three timed of which one does not fit, seven left out by four bounds or not looked at. */
const state = (secondsPerSample: readonly number[], leastRemoved: number): SearchState => ({
  best: secondsPerSample.map((seconds) => ({ choice, secondsPerSample: seconds })),
  leastRemoved,
  ...{ plans: 10, priced: 3, misfits: 1, unseen: 2 },
  ...{ removedByPrecision: 1, removedByMemory: 1, removedByPeakTime: 2, removedByPlannedTime: 1 },
});

describe("what is proven", () => {
  test("is all where nothing that was left out could be faster than the last of the best", () =>
    expect(rankingOf(state([2, 4], 4)).gap).toBe(0));

  test("leaves a quarter where something at 3 s could be faster than the last, at 4 s", () =>
    expect(rankingOf(state([2, 4], 3)).gap).toBe(0.25));

  test("is all where it could be faster by rounding only", () =>
    expect(rankingOf(state([4], 4 * (1 - 1e-12))).gap).toBe(0));

  test("is nothing where no plan was found", () => expect(rankingOf(state([], 3)).gap).toBe(1));
});

test("counts are handed on as they are, without what the search kept for itself", () =>
  expect(rankingOf(state([1], 2)).counts).toEqual({
    ...{ plans: 10, priced: 3, misfits: 1, unseen: 2 },
    ...{ removedByPrecision: 1, removedByMemory: 1, removedByPeakTime: 2, removedByPlannedTime: 1 },
  }));

test("on the way the bound is the lower of what comes next and what was left out", () => {
  expect(progressOf(state([4], 3), 2).bound).toBe(2);
  expect(progressOf(state([4], 3), 5).bound).toBe(3);
});
