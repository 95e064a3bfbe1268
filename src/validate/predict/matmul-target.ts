import type { TiledChip } from "../../arch/arch.ts";
import type { Arithmetic } from "../../cost/arithmetic.ts";
import type { MatmulTarget } from "../../cost/matmul/matmul-plan.ts";

/** Default share of tile SRAM for a matmul's temporaries. PopLibs ConvOptions.hpp 36 (published). */
export const DEFAULT_MEMORY_PROPORTION = 0.6;

/** All tiles of a chip, for a bare matmul or convolution; undefined where the chip lacks the arithmetic. */
export function matmulTarget(
  chip: TiledChip,
  arithmetic: Arithmetic,
  tiles: number = chip.tiles,
): MatmulTarget | undefined {
  const macsPerCycle = chip.macsPerCycle[arithmetic];
  if (macsPerCycle === undefined) return undefined;
  return {
    tiles,
    sramBytesPerTile: chip.sramBytesPerTile,
    arithmetic,
    macsPerCycle,
    availableMemoryProportion: DEFAULT_MEMORY_PROPORTION,
    weightLoadBytesPerCycle: chip.weightLoadBytesPerCycle,
    exchangeBytesPerCycle: chip.exchange.bytesPerCycle,
    pairFactor: chip.exchange.pairFactor,
    phaseCycles: chip.exchange.phaseCycles,
  };
}
