import type { Process } from "./process.ts";
import {
  DDR_PHY_32,
  EXCHANGE_WIRE_PITCH,
  HBM_PHY,
  LANE_112G,
  LANE_16G,
  LANE_32G,
  TILE_LOGIC_PER_MAC,
  TILE_SRAM_EFFICIENCY,
  UNCORE,
} from "./silicon-constants.ts";

/** N7, on which constants of logic area stand: transistors a square metre (arch-specs/n7.process.yaml). */
export const REFERENCE_DENSITY = 90.6e12;

/** What a die of tiles is made of, spare tiles included. */
export interface TiledDie {
  readonly tiles: number;
  readonly sramBytesPerTile: number;
  /** Multiply-accumulates a cycle and tile, counted as of 16 bits: two of 8 bits are one, one of 32 bits is two. */
  readonly macsPerTile: number;
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
 *   A = tiles · (SRAM bits · cell / efficiency + MACs · logic) + pitch · tiles · wires · √A + lanes + PHYs + uncore
 *
 * Logic shrinks with transistor density, SRAM with its cell; wires of the exchange cross the die, so they grow with its
 * side; lanes, PHYs and pads do not shrink. Constants are GC200's (silicon-constants.ts).
 */
export function tiledDieBlocks(die: TiledDie, process: Process): DieBlocks {
  const bits = die.tiles * die.sramBytesPerTile * 8;
  const sram = (bits * process.sramCellSquareMetres) / TILE_SRAM_EFFICIENCY.value;
  const logic = die.tiles * die.macsPerTile * TILE_LOGIC_PER_MAC.value * logicScale(process);
  const links = die.lanes.reduce((sum, { count, bitsPerSecond }) => sum + count * laneArea(bitsPerSecond), 0);
  const memoryPhys = memoryPhyArea(die.hbmStacks ?? 0, die.ddrBits ?? 0);
  const fixed = sram + logic + links + memoryPhys + UNCORE.value;
  const wires = EXCHANGE_WIRE_PITCH.value * die.tiles * die.exchangeBitsPerTile;
  const side = (wires + Math.sqrt(wires ** 2 + 4 * fixed)) / 2;
  return { sram, logic, exchange: wires * side, links, memoryPhys, uncore: UNCORE.value };
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
export function laneArea(bitsPerSecond: number): number {
  if (bitsPerSecond <= 16e9) return LANE_16G.value;
  return bitsPerSecond <= 32e9 ? LANE_32G.value : Math.max(1, bitsPerSecond / 112e9) * LANE_112G_FLOOR;
}

/** A lane above 32 GT/s is never smaller than one of 32 GT/s. */
const LANE_112G_FLOOR = Math.max(LANE_112G.value, LANE_32G.value);

export function memoryPhyArea(hbmStacks: number, ddrBits: number): number {
  return hbmStacks * HBM_PHY.value + Math.ceil(ddrBits / 32) * DDR_PHY_32.value;
}
