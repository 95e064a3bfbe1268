import type { RooflineChip } from "../arch/arch.ts";
import { INPUT_BYTES } from "../cost/arithmetic.ts";
import { allReduce } from "../cost/collective.ts";
import type { Stage } from "../plan/plan.ts";
import { stageStride } from "../plan/shards.ts";
import { hop } from "./hop.ts";
import type { PricingContext } from "./pricing-context.ts";
import type { Segment } from "./priced-plan.ts";

/**
 * What a weight update costs a roofline chip besides its gradients and its optimizer: the gradient of a table that the
 * first and the last stage share is summed between them, and the host reads back norms and overflows.
 * Source: Megatron-LM, finalize_model_grads (embedding group).
 */
export function updateExtras(stage: Stage, context: PricingContext, chip: RooflineChip): readonly Segment[] {
  const { updateSeconds: seconds } = chip;
  const host: Segment = {
    label: "update overhead",
    resource: "tiles",
    seconds,
    time: { fixed: seconds },
    energy: {},
    bytes: 0,
  };
  return [...tiedTable(stage, context), ...(seconds > 0 ? [host] : [])];
}

function tiedTable(stage: Stage, { arch, graph, choice }: PricingContext): readonly Segment[] {
  const { pipelineParallel, tensorParallel, arithmetic } = choice;
  const ends = stage.blocks.some(({ block }) => block.kind !== "layer");
  if (pipelineParallel === 1 || graph.tiedParameters === 0 || !ends) return [];
  const bytes = (graph.tiedParameters / tensorParallel) * INPUT_BYTES[arithmetic];
  const link = hop(arch, 2, stageStride(arch, choice) * (pipelineParallel - 1));
  const { seconds, bytesSent } = allReduce(bytes, 2, link);
  return [
    {
      label: "gradient of the tied table",
      resource: link.resource,
      seconds,
      time: { gradientReduction: seconds },
      energy: { links: bytesSent * link.joulesPerByte },
      bytes: bytesSent,
    },
  ];
}
