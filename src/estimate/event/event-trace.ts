import { matmulPlanner, type PlannerCache } from "../price/matmul-planner.ts";
import type { PlanTiming, PricedPlan } from "../priced-plan.ts";
import { chromeTrace } from "./chrome-trace.ts";
import { operatorShares } from "./operator-shares.ts";
import { stepActivities, type EventOptions } from "./simulate-step.ts";
import { sramLevels } from "./sram-levels.ts";

/** A whole step of a plan as a Chrome trace, simulated while the pieces are taken: none of it is kept. */
export function eventTrace(
  priced: PricedPlan,
  told: {
    readonly title: string;
    readonly powerTrace: PlanTiming["powerTrace"];
    readonly planners: PlannerCache;
  },
  options: EventOptions = {},
): Generator<string> {
  const { plan } = priced;
  const planMatmul = matmulPlanner(plan.arch, plan.choice, told.planners);
  return chromeTrace(stepActivities(priced, options), told.powerTrace, told.title, {
    operatorsOf: operatorShares(plan, planMatmul),
    sramOf: sramLevels(plan),
  });
}
