import type { Stage } from "../../plan/plan.ts";
import { stashedElements } from "../../plan/memory/program-steps.ts";
import { castWork } from "./price-operator.ts";
import type { PricingContext } from "./pricing-context.ts";
import type { Segment } from "../priced-plan.ts";
import { tilesSegment } from "./work-price.ts";

/**
 * Cast of a micro-batch's checkpoints on their way into the stash, or out of it, where they are kept in another format
 * than computed with. No format's conversion has a cheaper kernel than half and float (assumed for FP8).
 */
export function checkpointCast(
  stage: Stage,
  stages: readonly Stage[],
  context: PricingContext,
): readonly Segment[] {
  if (context.choice.checkpointFormat !== "fp8") return [];
  const elements = stashedElements(stage, { ...context, stages });
  if (elements === 0) return [];
  return [tilesSegment("checkpoint cast", castWork(elements, context), context.arch.chip.power)];
}
