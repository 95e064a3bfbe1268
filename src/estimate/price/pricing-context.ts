import type { Arch } from "../../arch/arch.ts";
import type { ConvolutionPlan } from "../../cost/convolution/convolution.ts";
import type { ConvolutionShape } from "../../cost/convolution/convolution-shape.ts";
import type { MatmulPlan, MatmulShape } from "../../cost/matmul/matmul-plan.ts";
import type { OperatorGraph } from "../../workload/graph/operator-graph.ts";
import { placementOf, type Placement } from "../../plan/placement/placement.ts";
import type { PlanChoice } from "../../plan/plan.ts";
import { SHIPPED_CONSTANTS, type FittedConstants } from "../fitted-constants.ts";

/** Tile plans of a chip, of matmuls and convolutions; memoised (they depend on the shape and the tiles alone). */
export interface MatmulPlanner {
  (shape: MatmulShape): MatmulPlan;
  readonly convolution: (shape: ConvolutionShape) => ConvolutionPlan;
}

/** What the price of an operator depends on besides its shape. */
export interface PricingContext {
  readonly arch: Arch;
  readonly graph: OperatorGraph;
  readonly choice: PlanChoice;
  /** Rings, strides and shares of the plan. */
  readonly placement: Placement;
  readonly planMatmul: MatmulPlanner;
  /** The shipped ones, unless a calibration tries others. */
  readonly fitted: FittedConstants;
}

/** The context of prices of a machine, a graph and a choice: places the chips; with the shipped constants unless told. */
export function pricingContext(
  input: Omit<PricingContext, "placement" | "fitted"> & Partial<Pick<PricingContext, "fitted">>,
): PricingContext {
  return { fitted: SHIPPED_CONSTANTS, ...input, placement: placementOf(input.arch, input.choice) };
}
