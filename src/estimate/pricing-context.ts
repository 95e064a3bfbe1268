import type { Arch } from "../arch/arch.ts";
import type { MatmulPlan, MatmulShape } from "../cost/matmul-plan.ts";
import type { OperatorGraph } from "../workload/operator-graph.ts";
import type { PlanChoice } from "../plan/plan.ts";
import type { FittedConstants } from "./fitted-constants.ts";

/** Tile plan of one matmul on a chip; memoised by the caller (it depends on the shape and the tiles alone). */
export type MatmulPlanner = (shape: MatmulShape) => MatmulPlan;

/** What the price of an operator depends on besides its shape. */
export interface PricingContext {
  readonly arch: Arch;
  readonly graph: OperatorGraph;
  readonly choice: PlanChoice;
  readonly planMatmul: MatmulPlanner;
  /** Absent: the shipped ones. The calibration tries others. */
  readonly fitted?: FittedConstants;
}
