import type { MemorySpec } from "../spec/kinds/memory-spec.ts";
import type { ArchSpec, ChipSpec } from "../spec/kinds/arch-spec.ts";
import type { Memories, Memory } from "./memory.ts";

/**
 * The memories of a chip and its machine: what the chip computes from, then what the specs list, in their order. A part
 * of a machine has its share of the machine's.
 */
export function buildMemories(
  { chip, machine }: Pick<ArchSpec, "chip" | "machine">,
  machineChips: number = machine.chips,
): Memories {
  const { streaming } = machine;
  const share = machineChips / machine.chips;
  const listed = (memories: Readonly<Record<string, MemorySpec>> = {}, sharedBy: Memory["sharedBy"]) =>
    Object.fromEntries(
      Object.entries(memories).map(([id, spec]) => [
        id,
        listedMemory(id, spec, sharedBy, sharedBy === "machine" ? share : 1),
      ]),
    );
  return {
    sram: ownMemory(chip),
    ...(streaming && {
      streaming: {
        id: "streaming",
        sharedBy: "machine",
        bytes: streaming.capacity * share,
        bytesPerSecond: streaming.bandwidth * share,
        chipBytesPerSecond: Math.min(streaming.chipBandwidth, streaming.bandwidth * share),
        joulesPerByte: streaming.energy,
      },
    }),
    ...listed(machine.memories, "machine"),
    ...listed(chip.memories, "chip"),
  };
}

function listedMemory(
  id: string,
  { capacity, bandwidth, chipBandwidth = bandwidth, energy, latency }: MemorySpec,
  sharedBy: Memory["sharedBy"],
  share: number,
): Memory {
  return {
    id,
    sharedBy,
    bytes: capacity * share,
    bytesPerSecond: bandwidth * share,
    chipBytesPerSecond: Math.min(chipBandwidth, bandwidth * share),
    joulesPerByte: energy,
    ...(latency !== undefined && { latencySeconds: latency }),
  };
}

/** The SRAM of all tiles at the rate of their loads and stores, or the attainable part of the HBM of a roofline chip. */
function ownMemory(chip: ChipSpec): Memory {
  const figures =
    chip.architecture === "tiled"
      ? {
          bytes: chip.tiles * chip.sramPerTile,
          bytesPerSecond: chip.tiles * chip.loadStorePerCycle * chip.clock,
          joulesPerByte: chip.power.sramEnergy,
        }
      : {
          bytes: chip.memory.capacity,
          bytesPerSecond: chip.memory.bandwidth * chip.memory.efficiency,
          joulesPerByte: chip.memory.energy,
        };
  return { id: "sram", sharedBy: "chip", ...figures, chipBytesPerSecond: figures.bytesPerSecond };
}
