import type { Arch, TiledChip } from "../../src/arch/arch.ts";

/** Tile SRAM traffic of a chip, loads and stores: tiles × bytes per cycle × clock. */
export function sramBytesPerSecond({ tiles, loadStoreBytesPerCycle, clockHertz }: TiledChip): number {
  return tiles * loadStoreBytesPerCycle * clockHertz;
}

/** On-chip exchange with every tile receiving: tiles × bytes per cycle × clock. Tiles send at the same time. */
export function exchangeBytesPerSecond({ tiles, exchange, clockHertz }: TiledChip): number {
  return tiles * exchange.bytesPerCycle * clockHertz;
}

/** A chip's share of streaming memory while all chips of its machine stream; 0 where there is none. */
export function streamingBytesPerSecondPerChip({
  machine: { chips },
  memories: { streaming },
}: Pick<Arch, "machine" | "memories">): number {
  return streaming === undefined
    ? 0
    : Math.min(streaming.chipBytesPerSecond, streaming.bytesPerSecond / chips);
}
