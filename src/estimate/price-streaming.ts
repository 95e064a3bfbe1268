import type { PricingContext } from "./pricing-context.ts";
import type { Segment } from "./priced-plan.ts";

/**
 * `bytes` of one chip to or from its machine's DRAM. Tensor-parallel ranks on a machine stream in lockstep, so each
 * gets its share of the machine's rate, and never more than one chip's port carries. Other chips of the machine
 * contend only in the event simulation.
 */
export function priceStreaming(
  label: string,
  bytes: number,
  { arch, choice }: Pick<PricingContext, "arch" | "choice">,
): Segment {
  const { streaming, chips } = arch.machine;
  if (streaming === undefined) throw new Error("streaming on a machine without streaming memory");
  const ranks = Math.min(chips, choice.tensorParallel);
  const seconds = bytes / Math.min(streaming.chipBytesPerSecond, streaming.bytesPerSecond / ranks);
  return {
    label,
    resource: "streaming",
    seconds,
    time: { streaming: seconds },
    energy: { streaming: bytes * streaming.joulesPerByte },
    bytes,
  };
}
