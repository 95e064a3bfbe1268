import type { TiledChip } from "../../arch/arch.ts";
import { CODE_BASE_BYTES_PER_TILE, GAP_BYTES_PER_TILE } from "./memory-constants.ts";
import type { Plan, Stage } from "../plan.ts";
import type { ResidencyInput } from "./residency-input.ts";
import { layerIndexBytes, layerParametersAtATime, parameterBytes } from "./standing-bytes.ts";

/** What an IO tile holds whatever comes in: the code that every tile has, and gaps. It runs no codelet. */
const BASE_BYTES = CODE_BASE_BYTES_PER_TILE.value + GAP_BYTES_PER_TILE.value;

/** An IO tile's code and, in phased execution, its part of the largest layer, which comes in while others compute. */
export function ioTileBytes(stages: readonly Stage[], input: ResidencyInput): number {
  const { choice } = input;
  if (choice.weights === "sram") return BASE_BYTES;
  const blocks = stages.flatMap((stage) => stage.blocks.map(({ block }) => block));
  const { weight } = parameterBytes(input);
  const largest = Math.max(
    0,
    ...blocks.map((block) => layerParametersAtATime(block, choice) * weight + layerIndexBytes(block, choice)),
  );
  return BASE_BYTES + largest / choice.ioTiles;
}

/** Fewest IO tiles in use. PopART docs/overlap_io.rst: typically 32-128 (published). */
const FEWEST_IO_TILES = 32;

/**
 * Tiles to set aside so that `bytes` come in beside the work: their number is a power of two, Infinity where a tile
 * has no room beside its code.
 * Source: PopART docs/overlap_io.rst 17 (published).
 */
export function ioTilesFor(bytes: number, { sramBytesPerTile }: TiledChip): number {
  const room = sramBytesPerTile - BASE_BYTES;
  if (room <= 0) return Infinity;
  const needed = Math.ceil(bytes / room);
  return Math.max(FEWEST_IO_TILES, 2 ** Math.ceil(Math.log2(Math.max(1, needed))));
}

/** As many tiles for I/O as would hold what `demandBytes` a tile are too much for, where the chip has them; or none. */
export function ioTileLevers(
  { arch: { chip }, choice }: Pick<Plan, "arch" | "choice">,
  demandBytes: number,
): readonly string[] {
  if (chip.architecture !== "tiled") return [];
  const enough = ioTilesFor((demandBytes - BASE_BYTES) * choice.ioTiles, chip);
  return [...(enough < chip.tiles ? [`ioTiles: ${enough}`] : []), "ioTiles: 0"];
}
