import type { MemoryId } from "../../arch/memory.ts";
import { streamingSeconds } from "../../cost/streaming.ts";
import type { PricingContext } from "./pricing-context.ts";
import type { Segment } from "../priced-plan.ts";

/**
 * `bytes` of one chip to or from an off-chip memory. Of a memory that the chips of a machine share, tensor-parallel ranks
 * on a machine stream in lockstep, so that each gets its share of the rate, and never more than one chip's port carries;
 * other chips of the machine contend only in the event simulation, and a transfer waits for the ranks and the gateway
 * besides. A memory of its own a chip has to itself.
 *
 *   t = latency + bytes / rate
 */
export function priceStreaming(
  label: string,
  bytes: number,
  id: MemoryId,
  { arch, placement, fitted }: Pick<PricingContext, "arch" | "placement" | "fitted">,
): Segment {
  const memory = arch.memories[id];
  if (memory === undefined) throw new Error(`${arch.id} has no memory ${id}`);
  const shared = memory.sharedBy === "machine";
  const waits = shared && arch.chip.architecture === "tiled" ? fitted.streamingLatencySeconds : 0;
  const latency = memory.latencySeconds ?? waits;
  const seconds = latency + streamingSeconds(bytes, shared ? placement.ranksOnMachine : 1, memory);
  return {
    label,
    resource: id,
    seconds,
    time: { streaming: seconds },
    energy: { streaming: bytes * memory.joulesPerByte },
    bytes,
  };
}
