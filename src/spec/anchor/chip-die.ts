import type { ChipDie } from "../../silicon/chip-silicon.ts";
import { asStated, MAC_UNITS, type ReadConstant } from "../../silicon/silicon-constants.ts";
import type { Process } from "../../silicon/process.ts";
import type { Arithmetic, ChipSpec, TiledChipSpec } from "../kinds/arch-spec.ts";

/** Lanes to a host run at PCIe 4's rate. */
const HOST_LANE_BITS_PER_SECOND = 16e9;

/** Bits of the inputs of each arithmetic: how wide a multiplier is. */
const INPUT_BITS: Readonly<Record<Arithmetic, number>> = { fp8_16: 8, fp16_16: 16, fp16_32: 16, fp32: 32 };

/** The die of a chip as its spec describes it; undefined for a chip without tiles or floorplan. */
export function chipDie(
  chip: ChipSpec,
  process: Process,
  read: ReadConstant = asStated,
): Omit<ChipDie, "squareMetres"> | undefined {
  if (chip.architecture !== "tiled" || chip.floorplan === undefined) return undefined;
  const { columns, rows, spareRows, lanesPerLink, hostLanes, capacitorWafer, logicWafers } = chip.floorplan;
  const memory = stackedMemory(chip);
  const linkBits = (chip.links.bandwidth * 8) / lanesPerLink;
  return {
    die: {
      tiles: (chip.tiles * rows) / (rows - spareRows),
      sramBytesPerTile: chip.sramPerTile,
      macsPerTile: macsPerTile(chip),
      unitsPerTile: unitsPerTile(chip, read),
      exchangeBitsPerTile: chip.exchange.bytesPerCycle * 8,
      lanes: [
        { count: chip.links.count * lanesPerLink, bitsPerSecond: linkBits },
        { count: hostLanes, bitsPerSecond: HOST_LANE_BITS_PER_SECOND },
      ],
      hbmStacks: memory?.stacks ?? 0,
    },
    process,
    columns,
    rows,
    spareRows,
    capacitorWafer,
    logicWafers,
    ...(memory && { memory }),
    year: chip.year ?? process.year,
    ...(chip.volume !== undefined && { volume: chip.volume }),
  };
}

/** Stacks of HBM on the package, all of the generation of the first. */
function stackedMemory({ memories = {} }: TiledChipSpec): ChipDie["memory"] {
  const stacked = Object.values(memories).flatMap(({ stacks, capacity, price }) =>
    stacks === undefined ? [] : [{ ...stacks, capacity, price }],
  );
  const [first] = stacked;
  if (first === undefined) return undefined;
  const bytes = stacked.reduce((sum, { capacity }) => sum + capacity, 0);
  return {
    generation: first.generation,
    stacks: stacked.reduce((sum, { count }) => sum + count, 0),
    bytes,
    ...(first.price !== undefined && { dollarsPerByte: first.price }),
  };
}

/** The most that the multipliers and adders of a tile take in any of its formats, in those of 16 bits both. */
function unitsPerTile({ arithmetic }: TiledChipSpec, read: ReadConstant): number {
  const units = Object.entries(arithmetic).map(
    ([format, entry]) => (entry?.macsPerCycle ?? 0) * read(MAC_UNITS[format as Arithmetic]),
  );
  return Math.max(0, ...units);
}

/** The widest of a tile's arithmetics, in multipliers of 16 bits: formats share one datapath. */
function macsPerTile({ arithmetic }: TiledChipSpec): number {
  const widths = Object.entries(arithmetic).map(
    ([format, entry]) => ((entry?.macsPerCycle ?? 0) * INPUT_BITS[format as Arithmetic]) / 16,
  );
  return Math.max(0, ...widths);
}
