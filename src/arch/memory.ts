/** Id of a memory: `sram`, the chip's own; `streaming`, the DRAM of a machine; or as the spec of a chip or machine says. */
export type MemoryId = string;

/** A memory that chips read and write. */
export interface Memory {
  readonly id: MemoryId;
  /** `chip`: each chip has one to itself; `machine`: the chips of a machine share one. */
  readonly sharedBy: "chip" | "machine";
  /** Of one such memory. */
  readonly bytes: number;
  /** Attained by all that share it together. */
  readonly bytesPerSecond: number;
  /** Attained by one chip while the others are idle; never above bytesPerSecond. */
  readonly chipBytesPerSecond: number;
  readonly joulesPerByte: number;
  /** Fixed cost of a transfer. Absent: of a machine's memory the fitted cost of its gateway, of a chip's none. */
  readonly latencySeconds?: number;
}

/**
 * The memories of a machine and its chips by id. `sram` is what a chip computes from: the SRAM of all its tiles together,
 * or the HBM of a chip known by its peaks alone.
 */
export type Memories = Readonly<Record<MemoryId, Memory>> & {
  readonly sram: Memory;
  readonly streaming?: Memory;
};

/** Memories beside the one that chips compute from, in the order of the specs: the machine's streaming memory first. */
export function offChipMemories({ memories }: { readonly memories: Memories }): readonly Memory[] {
  return (Object.values(memories) as (Memory | undefined)[]).filter(
    (memory): memory is Memory => memory !== undefined && memory.id !== "sram",
  );
}
