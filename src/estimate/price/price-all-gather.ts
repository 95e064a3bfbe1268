import { halfCollective } from "../../cost/collective/collective.ts";
import type { Segment } from "../priced-plan.ts";
import type { PricingContext } from "./pricing-context.ts";

/** All-gather of a tensor of `bytes`, of which each tensor-parallel rank of a stage holds a part. */
export function priceAllGather(label: string, bytes: number, { placement }: PricingContext): Segment {
  const { members, ring: link } = placement.ranks;
  const { seconds, bytesSent } = halfCollective(bytes, members, link);
  return {
    label,
    resource: link.resource,
    seconds,
    time: { tensorParallel: seconds },
    energy: { links: bytesSent * link.joulesPerByte },
    bytes: bytesSent,
    traffic: link,
  };
}
