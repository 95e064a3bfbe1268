import { OUTPUT_BYTES } from "../../cost/arithmetic.ts";
import { allReduce } from "../../cost/collective/collective.ts";
import type { Stage } from "../../plan/plan.ts";
import type { PricingContext } from "./pricing-context.ts";
import type { Segment } from "../priced-plan.ts";

/**
 * Gradient of a table that the first and the last stage of a pipeline share, summed between the two.
 * Source: Megatron-LM, finalize_model_grads (embedding group).
 */
export function tiedTableReduction(
  stage: Stage,
  { graph, choice, placement }: PricingContext,
): readonly Segment[] {
  const { pipelineParallel, tensorParallel, arithmetic } = choice;
  const holdsTable = stage.blocks.some(({ block }) => block.kind !== "layer");
  if (pipelineParallel === 1 || graph.tiedParameters === 0 || !holdsTable) return [];
  const bytes = (graph.tiedParameters / tensorParallel) * OUTPUT_BYTES[arithmetic];
  const link = placement.pipelineEnds.ring;
  const { seconds, bytesSent } = allReduce(bytes, 2, link);
  return [
    {
      label: "gradient of the tied table",
      resource: link.resource,
      seconds,
      time: { gradientReduction: seconds },
      energy: { links: bytesSent * link.joulesPerByte },
      bytes: bytesSent,
      traffic: link,
    },
  ];
}
