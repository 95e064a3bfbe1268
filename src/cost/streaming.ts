import type { Machine } from "../arch/arch.ts";

/**
 * Seconds to move `bytes` of each of `chipsStreaming` chips to or from the DRAM of their machine.
 *
 *   t = bytes / min(rate of one chip, machine's rate / chips streaming)
 */
export function streamingSeconds(
  bytes: number,
  chipsStreaming: number,
  streaming: NonNullable<Machine["streaming"]>,
): number {
  if (bytes === 0) return 0;
  return bytes / Math.min(streaming.chipBytesPerSecond, streaming.bytesPerSecond / chipsStreaming);
}
