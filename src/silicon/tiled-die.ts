import type { Process } from "./process.ts";
import {
  asStated,
  DDR_PHY_32,
  EXCHANGE_WIRE_PITCH,
  HBM_PHY,
  LANE_112G,
  LANE_16G,
  LANE_32G,
  MAC_UNIT,
  TILE_LOGIC_PER_MAC,
  TILE_SRAM_EFFICIENCY,
  UNCORE,
  type ReadConstant,
} from "./silicon-constants.ts";

/** N7, on which constants of logic area stand: transistors a square metre (arch-specs/n7.process.yaml). */
export const REFERENCE_DENSITY = 90.6e12;

/** What a die of tiles is made of, spare tiles included. */
export interface TiledDie {
  readonly tiles: number;
  readonly sramBytesPerTile: number;
  /** Multiply-accumulates a cycle and tile, counted as of 16 bits: two of 8 bits are one, one of 32 bits is two. */
  readonly macsPerTile: number;
  /** Its widest multipliers and adders, counted in those of 16 bits both; absent: as many as `macsPerTile`. */
  readonly unitsPerTile?: number;
  readonly exchangeBitsPerTile: number;
  readonly lanes: readonly Lanes[];
  readonly hbmStacks?: number;
  readonly ddrBits?: number;
}

/** Serial lanes of one rate, each of two directions. */
export interface Lanes {
  readonly count: number;
  readonly bitsPerSecond: number;
}

/** The blocks of a floorplan, in square metres. */
export interface DieBlocks {
  readonly sram: number;
  readonly logic: number;
  readonly exchange: number;
  readonly links: number;
  readonly memoryPhys: number;
  readonly uncore: number;
}

/**
 * Floorplan of a die of tiles on a process.
 *
 *   A = tiles · (SRAM bits · cell / efficiency + MACs · logic + units · unit) + pitch · tiles · wires · √A
 *       + lanes + PHYs + uncore
 *
 * Logic shrinks with transistor density, SRAM with its cell; wires of the exchange cross the die, so they grow with its
 * side; lanes, PHYs and pads do not shrink. Constants are GC200's (silicon-constants.ts).
 */
export function tiledDieBlocks(die: TiledDie, process: Process, read: ReadConstant = asStated): DieBlocks {
  const bits = die.tiles * die.sramBytesPerTile * 8;
  const sram = (bits * process.sramCellSquareMetres) / read(TILE_SRAM_EFFICIENCY);
  const units = (die.unitsPerTile ?? die.macsPerTile) * read(MAC_UNIT);
  const logic = die.tiles * (die.macsPerTile * read(TILE_LOGIC_PER_MAC) + units) * logicScale(process);
  const links = die.lanes.reduce(
    (sum, { count, bitsPerSecond }) => sum + count * laneArea(bitsPerSecond, read),
    0,
  );
  const memoryPhys = memoryPhyArea(die.hbmStacks ?? 0, die.ddrBits ?? 0, read);
  const uncore = read(UNCORE);
  const fixed = sram + logic + links + memoryPhys + uncore;
  const wires = read(EXCHANGE_WIRE_PITCH) * die.tiles * die.exchangeBitsPerTile;
  const side = (wires + Math.sqrt(wires ** 2 + 4 * fixed)) / 2;
  return { sram, logic, exchange: wires * side, links, memoryPhys, uncore };
}

export function dieArea(blocks: DieBlocks): number {
  const { sram, logic, exchange, links, memoryPhys, uncore } = blocks;
  return sram + logic + exchange + links + memoryPhys + uncore;
}

/** Area of logic on a process by that on N7. */
export function logicScale(process: Process): number {
  return REFERENCE_DENSITY / process.transistorsPerSquareMetre;
}

/** Transceiver, PHY and controller of one lane by its rate in bits a second. */
export function laneArea(bitsPerSecond: number, read: ReadConstant = asStated): number {
  if (bitsPerSecond <= 16e9) return read(LANE_16G);
  if (bitsPerSecond <= 32e9) return read(LANE_32G);
  // A lane above 32 GT/s is never smaller than one of 32 GT/s.
  return Math.max(1, bitsPerSecond / 112e9) * Math.max(read(LANE_112G), read(LANE_32G));
}

export function memoryPhyArea(hbmStacks: number, ddrBits: number, read: ReadConstant = asStated): number {
  const stacked = hbmStacks === 0 ? 0 : hbmStacks * read(HBM_PHY);
  return stacked + (ddrBits === 0 ? 0 : Math.ceil(ddrBits / 32) * read(DDR_PHY_32));
}
