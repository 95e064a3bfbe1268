import type { MemoryId } from "../../arch/memory.ts";
import type { Arch } from "../../arch/arch.ts";
import { chipsUsedOnMachine } from "../placement/placement.ts";
import type { Plan, PlanChoice, Residence, SramCategory } from "../plan.ts";

/** A memory of which a plan asks for more than there is. */
export interface Shortage {
  /** `chip`: SRAM of the fullest tile, or HBM of a roofline chip; `ioTiles`: SRAM of the tiles set aside for I/O; else an off-chip memory. */
  readonly memory: MemoryId;
  /** Bytes asked for of the unit that must hold its share: a tile, an HBM, an off-chip memory. */
  readonly demandBytes: number;
  readonly boundBytes: number;
}

/** The first memory that the plan does not fit in, of chip, tiles for I/O and off-chip memories; undefined: it fits. */
export function shortageOf({ arch, choice, residence }: Plan): Shortage | undefined {
  return firstShortage(arch, choice, residence);
}

/** The same of some chips of a replica, whatever the others hold. */
export function firstShortage(
  arch: Arch,
  choice: PlanChoice,
  residence: readonly Residence[],
): Shortage | undefined {
  const { chip } = arch;
  const short = beyond("chip", fullestUnitBytes(arch, choice, residence), chipMemoryBytes(arch));
  if (short !== undefined) return short;
  if (chip.architecture === "tiled") {
    let ioTiles = 0;
    for (const held of residence) ioTiles = Math.max(ioTiles, held.ioTileBytes ?? 0);
    const shortIo = beyond("ioTiles", ioTiles, chip.sramBytesPerTile);
    if (shortIo !== undefined) return shortIo;
  }
  return offChipShortage(arch, choice, residence);
}

/** Of the off-chip memories that the plan keeps something in, the first that is too small. */
function offChipShortage(
  arch: Arch,
  choice: PlanChoice,
  residence: readonly Residence[],
): Shortage | undefined {
  const seen = new Set<MemoryId>();
  for (const { offChip } of residence)
    for (const id in offChip) {
      if (seen.has(id)) continue;
      seen.add(id);
      const demand = offChipBytes(id, arch, choice, residence);
      const short = beyond(id, demand, arch.memories[id]?.bytes ?? 0);
      if (short !== undefined) return short;
    }
  return undefined;
}

function beyond(memory: Shortage["memory"], demandBytes: number, boundBytes: number): Shortage | undefined {
  return demandBytes > boundBytes ? { memory, demandBytes, boundBytes } : undefined;
}

/** Bytes of the fullest tile, or of the fullest HBM. */
export function fullestUnitBytes(arch: Arch, choice: PlanChoice, residence: readonly Residence[]): number {
  return Math.max(...residence.map(chipBytes)) / memoryUnits(arch, choice);
}

/** Bytes of the unit that must hold its share: a tile, or the HBM of a roofline chip. */
export function chipMemoryBytes({ chip }: Arch): number {
  return chip.architecture === "tiled" ? chip.sramBytesPerTile : chip.memoryBytes;
}

/** Tiles that share the load of a chip; 1 for a roofline chip. */
export function memoryUnits({ chip }: Arch, choice: Pick<PlanChoice, "ioTiles">): number {
  return chip.architecture === "tiled" ? chip.tiles - choice.ioTiles : 1;
}

/** Bytes of all categories of one chip's own memory. */
export function chipBytes(held: Residence): number {
  let sum = 0;
  for (const category in held.sram) sum += held.sram[category as SramCategory];
  return sum;
}

/** Bytes that the fullest of an off-chip memory holds: of one machine's chips at work, or of one chip. */
export function offChipBytes(
  memory: MemoryId,
  arch: Arch,
  choice: PlanChoice,
  residence: readonly Residence[],
): number {
  const most = Math.max(...residence.map((held) => keptBytes(held, memory)));
  return arch.memories[memory]?.sharedBy === "chip" ? most : most * chipsUsedOnMachine(arch, choice);
}

/** All categories of one chip's part of an off-chip memory. */
export function keptBytes({ offChip }: Pick<Residence, "offChip">, memory: MemoryId): number {
  return Object.values(offChip[memory] ?? {}).reduce((sum, bytes) => sum + bytes, 0);
}
