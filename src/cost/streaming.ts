import type { Memory } from "../arch/memory.ts";

/**
 * Seconds to move `bytes` of each of `chipsStreaming` chips to or from a memory that they share.
 *
 *   t = bytes / min(rate of one chip, the memory's rate / chips streaming)
 */
export function streamingSeconds(
  bytes: number,
  chipsStreaming: number,
  memory: Pick<Memory, "bytesPerSecond" | "chipBytesPerSecond">,
): number {
  if (bytes === 0) return 0;
  return bytes / Math.min(memory.chipBytesPerSecond, memory.bytesPerSecond / chipsStreaming);
}
