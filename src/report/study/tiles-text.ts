import type { SavedResult } from "../../result/saved/result.ts";
import { figure } from "../parts/figures.ts";

/** "fullest are 1,456 tiles of chip 1, at work, … : 593 KiB of 624 KiB, while layer ffn-down runs backward". */
export function tilesText(tiles: SavedResult["tiles"]): string | undefined {
  const fullest = tiles?.classes[0];
  if (tiles === undefined || fullest === undefined) return undefined;
  const { chip, step, limitBytes } = tiles;
  return (
    `fullest are ${figure(fullest.tiles, "")} tiles of chip ${chip}, ${fullest.name}, ` +
    `${figure(fullest.bytesPerTile, "B")} of ${figure(limitBytes, "B")}, while ${step}`
  );
}
