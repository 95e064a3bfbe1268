import type { Chip } from "../arch/arch.ts";
import type { Arithmetic } from "../spec/arch-spec.ts";

/** Dense peak of one chip: tiles × MACs per cycle × 2 FLOP × clock, or the published rate of a chip without tiles. */
export function peakFlopsPerSecond(chip: Chip, arithmetic: Arithmetic): number {
  const rate =
    chip.architecture === "tiled" ? chip.macsPerCycle[arithmetic] : chip.peakFlopsPerSecond[arithmetic];
  if (rate === undefined) throw new Error(`${chip.id} has no ${arithmetic} arithmetic`);
  return chip.architecture === "tiled" ? chip.tiles * rate * 2 * chip.clockHertz : rate;
}
