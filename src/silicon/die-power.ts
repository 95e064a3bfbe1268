import type { DieBlocks } from "./tiled-die.ts";
import type { Process } from "./process.ts";
import { asStated, type ReadConstant, type SiliconConstant } from "./silicon-constants.ts";

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
  air: cooling("coolingAir", {
    value: 0.5,
    low: 0.44,
    high: 0.72,
    source:
      "dense 1U: A100 draws 0.48 W/mm2 of its die in air, TPU v4i 0.44 (Jouppi 2021); GA102 0.72 under three slots",
  }),
  tallAir: cooling("coolingTallAir", {
    value: 0.9,
    low: 0.86,
    high: 1.1,
    source: "heat sinks of 4 to 8 units: H100 draws 0.86 W/mm2 of its die in air; ReaLLM 4c550c3 allows 1.1",
  }),
  coldPlate: cooling("coolingColdPlate", {
    value: 1.25,
    low: 1,
    high: 1.5,
    source:
      "1,000 W on about 800 mm2, one phase; OCP accelerator modules of 1,200 W liquid (Intel, Hot Chips 2024)",
  }),
} as const;

function cooling(
  id: string,
  { value, low, high, source }: Pick<SiliconConstant, "value" | "source"> & Record<"low" | "high", number>,
): SiliconConstant {
  const [most, least, best] = [value, low, high].map(
    (wattsPerSquareMillimetre) => wattsPerSquareMillimetre * 1e6,
  );
  return { id, value: most!, low: least!, high: best!, unit: "W/m^2", status: "derived", source };
}

export const COOLINGS = [
  "air",
  "tallAir",
  "coldPlate",
] as const satisfies readonly (keyof typeof COOLING_LIMITS)[];
export type Cooling = (typeof COOLINGS)[number];

/** Watts that one footprint of a die or stack may draw. */
export function coolableWatts(
  footprintSquareMetres: number,
  cooling: Cooling,
  read: ReadConstant = asStated,
): number {
  return footprintSquareMetres * read(COOLING_LIMITS[cooling]);
}
