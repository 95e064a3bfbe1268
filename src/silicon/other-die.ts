import type { ContentAnchor, Organisation } from "./other-die-constants.ts";
import type { Process } from "./process.ts";
import { UNCORE } from "./silicon-constants.ts";
import { laneArea, logicScale, memoryPhyArea, type DieBlocks, type Lanes } from "./tiled-die.ts";

/** A die as a data sheet describes it: what can be used of it, not what is built. */
export interface SheetDie {
  readonly sramBytes: number;
  /** Multiply-accumulates a cycle, as of 16-bit floats. */
  readonly macs: number;
  readonly hbmStacks: number;
  readonly ddrBits: number;
  readonly lanes: readonly Lanes[];
  /** Bonded face down on another die, which holds pads, clocks and test of both. */
  readonly isBonded?: boolean;
}

/**
 * Floorplan of a die from its data sheet and the organisation of its kind:
 *
 *   A = SRAM bits · cell / efficiency + MACs · (logic · scale + wires) + lanes + PHYs + pad ring
 */
export function sheetDieBlocks(die: SheetDie, organisation: Organisation, process: Process): DieBlocks {
  const { sramEfficiency, logicPerMac, wiresPerMac } = organisation;
  return {
    sram: (die.sramBytes * 8 * process.sramCellSquareMetres) / sramEfficiency.value,
    logic: die.macs * logicPerMac.value * logicScale(process),
    exchange: die.macs * (wiresPerMac?.value ?? 0),
    links: die.lanes.reduce((sum, { count, bitsPerSecond }) => sum + count * laneArea(bitsPerSecond), 0),
    memoryPhys: memoryPhyArea(die.hbmStacks, die.ddrBits),
    uncore: die.isBonded === true ? 0 : UNCORE.value,
  };
}

/**
 * Area of a die by its transistors, at the density that a published die of the same making would have on its process:
 * logic shrinks with transistor density, SRAM with its cell, the rest not.
 */
export function contentArea(
  transistors: number,
  anchor: ContentAnchor,
  { from, to }: { readonly from: Process; readonly to: Process },
): number {
  const logic = from.transistorsPerSquareMetre / to.transistorsPerSquareMetre;
  const sram = to.sramCellSquareMetres / from.sramCellSquareMetres;
  const area = anchor.logicSquareMetres * logic + anchor.sramSquareMetres * sram + anchor.fixedSquareMetres;
  return (transistors / anchor.transistors) * area;
}
