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

/** Seconds to move `bytes` between a machine and its host: latency, then the bytes of all its chips. */
export function hostSeconds(bytes: number, { bytesPerSecond, latencySeconds }: Machine["host"]): number {
  return bytes === 0 ? 0 : latencySeconds + bytes / bytesPerSecond;
}

/** Compute and streaming of one phase: at the same time with IO tiles, one after the other without. */
export function phaseSeconds(computeSeconds: number, ioSeconds: number, ioTiles: number): number {
  return ioTiles > 0 ? Math.max(computeSeconds, ioSeconds) : computeSeconds + ioSeconds;
}

/**
 * IO tiles that hold `bytes` in flight: bytes / SRAM of a tile, rounded up to a power of two.
 * Source: PopART docs/popart/overlap_io.rst 17 (published); 32 to 128 are typical.
 */
export function ioTilesFor(bytes: number, sramBytesPerTile: number): number {
  return bytes === 0 ? 0 : 2 ** Math.ceil(Math.log2(Math.max(1, bytes / sramBytesPerTile)));
}
