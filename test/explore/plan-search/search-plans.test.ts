import { describe, expect, test } from "vitest";
import { splitChooser } from "../../../src/explore/plan-search/choose-split.ts";
import { decidePlan } from "../../../src/explore/plan-search/decide-plan.ts";
import { graphLaws } from "../../../src/explore/plan-search/plan-laws.ts";
import { searchPlans } from "../../../src/explore/plan-search/search-plans.ts";
import { everyPlan, smallQuestions } from "./small-questions.ts";

const questions = await smallQuestions();
const RANKS = 3;

describe.each(questions.map((question) => [question.name, question] as const))("%s", (_name, question) => {
  const { arch, graphs, fixed, planners } = question;
  const plans = everyPlan(question);
  const { best, counts } = searchPlans({ arch, graphs, fixed, planners, breadth: "all", ranks: RANKS });

  test("the search finds what trying every plan finds, as fast to rounding", () => {
    const laws = graphs.map((graph) => graphLaws(arch, graph, { planners, room: 0.6 }));
    const choose = splitChooser({ arch, laws, planners });
    const seconds = plans
      .map((plan) => {
        const decided = decidePlan({ arch, laws, fixed, planners, choose }, plan);
        const { microBatch, microBatches, dataParallel } = plan;
        return decided.kind === "decided"
          ? decided.seconds / (microBatch * microBatches * dataParallel)
          : Infinity;
      })
      .sort((a, b) => a - b)
      .filter((value) => value < Infinity);
    const found = best.map(({ secondsPerSample }) => secondsPerSample);
    expect(found).toHaveLength(Math.min(RANKS, seconds.length));
    found.forEach((value, rank) => expect(Math.abs(value / seconds[rank]! - 1)).toBeLessThan(1e-8));
  });

  test("every plan is counted once: priced, or removed by one bound", () => {
    const { plans: all, misfits: _misfits, ...once } = counts;
    expect(all).toBe(plans.length);
    expect(Object.values(once).reduce((sum, count) => sum + count, 0)).toBe(all);
  });
});
