import { streamingSeconds } from "../../cost/streaming.ts";
import { SHIPPED_CONSTANTS } from "../fitted-constants.ts";
import type { PricingContext } from "./pricing-context.ts";
import type { Segment } from "../priced-plan.ts";

/**
 * `bytes` of one chip to or from its machine's DRAM. Tensor-parallel ranks on a machine stream in lockstep, so each
 * gets its share of the machine's rate, and never more than one chip's port carries. Other chips of the machine
 * contend only in the event simulation. A transfer waits for the ranks and the gateway besides.
 *
 *   t = latency + bytes / rate
 */
export function priceStreaming(
  label: string,
  bytes: number,
  { arch, placement, fitted = SHIPPED_CONSTANTS }: Pick<PricingContext, "arch" | "placement" | "fitted">,
): Segment {
  const { streaming } = arch.machine;
  if (streaming === undefined) throw new Error("streaming on a machine without streaming memory");
  const latency = arch.chip.architecture === "tiled" ? fitted.streamingLatencySeconds : 0;
  const seconds = latency + streamingSeconds(bytes, placement.ranksOnMachine, streaming);
  return {
    label,
    resource: "streaming",
    seconds,
    time: { streaming: seconds },
    energy: { streaming: bytes * streaming.joulesPerByte },
    bytes,
  };
}
