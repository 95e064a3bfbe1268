import { expect, test } from "vitest";
import { buildArch } from "../../../src/arch/build-arch.ts";
import type { PlanFrontier } from "../../../src/explore/plan-search/plan-frontier.ts";
import { searchPlans, searchSteps } from "../../../src/explore/plan-search/search-plans.ts";
import { openSpecs } from "../../../src/spec/load.ts";
import { graphOf, phasesOf } from "../../../src/workload/build-graph.ts";

const specs = openSpecs();
const arch = buildArch(await specs.arch("bow-pod4"));
const { spec: workload } = await specs.workload("bert-base");
const asked = {
  arch,
  graphs: phasesOf(workload).map((phase) => graphOf(workload, phase)),
  fixed: { tensorParallel: 1, pipelineParallel: 4, dataParallel: 1 },
  planners: new Map(),
  breadth: "usual",
} as const;

/** Where a search for the first plan stood when its least bound was that of a plan as it would be timed. */
function frontierOfFirst(): PlanFrontier {
  const steps = searchSteps({ ...asked, ranks: 1 });
  for (;;) {
    const { done, value } = steps.next();
    if (done) throw new Error("no plan was to be timed");
    if (value.isPlanned) return value.frontier();
  }
}

test("where a search stood it goes on to the same plans, with the laws that it had or with new ones", () => {
  const from = frontierOfFirst();
  const whole = searchPlans({ ...asked, ranks: 6 });
  expect(whole.best).toHaveLength(6);
  const anew = searchPlans({ ...asked, ranks: 6, from });
  const here = searchPlans({ ...asked, ranks: 6, from, isFromHere: true });
  expect(anew.best).toEqual(whole.best);
  expect(here.best).toEqual(whole.best);
});
