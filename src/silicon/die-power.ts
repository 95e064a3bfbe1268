import type { DieBlocks } from "./tiled-die.ts";
import type { Process } from "./process.ts";

/**
 * Leakage of a powered die, hot, at its supply: by area of logic and of SRAM, in proportion to the voltage.
 *
 * Exchange, links and the rest count as logic. Densities are assumed, known within a factor 2 or 3 (process spec).
 */
export function leakageWatts(blocks: DieBlocks, process: Process, relativeVoltage = 1): number {
  const { logic, sram } = process.leakageWattsPerSquareMetre;
  const others = blocks.logic + blocks.exchange + blocks.links + blocks.memoryPhys + blocks.uncore;
  return (others * logic + blocks.sram * sram) * relativeVoltage;
}

/** Power an area can be cooled of, watts a square metre of one footprint: dies of a stack share it. */
export const COOLING_LIMITS = {
  /** Dense 1U. A100 has 0.48 W/mm² of its die, GC200 0.36-0.39. */
  air: 0.5e6,
  /** Heat sinks of 4 to 8 units. H100 has 0.86 with air. */
  tallAir: 0.9e6,
  /** Cold plate: about 1,000 W on 800 mm². */
  coldPlate: 1.25e6,
} as const;

export const COOLINGS = [
  "air",
  "tallAir",
  "coldPlate",
] as const satisfies readonly (keyof typeof COOLING_LIMITS)[];
export type Cooling = (typeof COOLINGS)[number];

/** Watts that one footprint of a die or stack may draw. */
export function coolableWatts(footprintSquareMetres: number, cooling: Cooling): number {
  return footprintSquareMetres * COOLING_LIMITS[cooling];
}
