import type { ModelConstant } from "../plan/memory/memory-constants.ts";
import {
  EVALUATION_FIXED_SECONDS,
  LAYOUT_UPLIFT_FRAMEWORK,
  LAYOUT_UPLIFT_TUNED,
  STREAMING_LATENCY_SECONDS,
  UPDATE_CYCLES_PER_TENSOR,
} from "./model-constants.ts";

/** Global constants that `npm run calibrate` fits to measured runs, by id. */
export const FITTED = {
  layoutUpliftTuned: LAYOUT_UPLIFT_TUNED,
  layoutUpliftFramework: LAYOUT_UPLIFT_FRAMEWORK,
  updateCyclesPerTensor: UPDATE_CYCLES_PER_TENSOR,
  evaluationFixedSeconds: EVALUATION_FIXED_SECONDS,
  streamingLatencySeconds: STREAMING_LATENCY_SECONDS,
} as const satisfies Record<string, ModelConstant>;

export type FittedName = keyof typeof FITTED;
export type FittedConstants = Readonly<Record<FittedName, number>>;

/** The shipped values. */
export const SHIPPED_CONSTANTS: FittedConstants = Object.fromEntries(
  Object.entries(FITTED).map(([name, { value }]) => [name, value]),
) as FittedConstants;
