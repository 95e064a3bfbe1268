import type { PlannerCache } from "../../estimate/price/matmul-planner.ts";
import type { PlanBound } from "./bound-plans.ts";
import type { Contenders } from "./plan-contenders.ts";
import type { PricedDesign } from "./priced-design.ts";

/** What a search has found out, good for any limits and objectives over the same designs: kept for the next question. */
export interface DesignMemory {
  /** By coordinates. */
  readonly priced: Map<string, PricedDesign>;
  /** What is known of the fastest plan, by workload, what of the plan is decided, and what of the machine it reads. */
  readonly plans: Map<string, PlanBound>;
  /** How long the fastest plans of a box take at most and draw at least, by workload, plan and both its ends. */
  readonly contenders: Map<string, Contenders>;
  readonly planners: PlannerCache;
}

export const emptyMemory = (): DesignMemory => ({
  priced: new Map(),
  plans: new Map(),
  contenders: new Map(),
  planners: new Map(),
});
