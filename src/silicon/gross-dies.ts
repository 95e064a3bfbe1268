import type { Wafer } from "./process.ts";

/** Dies lost at the rim, by the wafer's circumference over the side of a die. Source: CAPA (imec): 0.51. */
const RIM_LOSS = 0.51;

/**
 * Dies of an area that a wafer holds, on average over shapes: a smooth law, for costs.
 *
 *   N = π (D/2)² / A − 0.51 π D / √A,   D = diameter − 2 · edge, A = (√area + kerf)²
 *
 * Not a whole number; 0 where not even one die is left. Source: CAPA, whose factor is imec's; the 0.707 of other models
 * loses 10 % at the size of a reticle.
 */
export function grossDies(dieSquareMetres: number, wafer: Wafer): number {
  const usable = wafer.diameterMetres - 2 * wafer.edgeMetres;
  const side = Math.sqrt(dieSquareMetres) + wafer.kerfMetres;
  return Math.max(0, (Math.PI * (usable / 2) ** 2) / side ** 2 - (RIM_LOSS * Math.PI * usable) / side);
}

/** Offsets of the grid against the wafer's centre that are tried in each direction. */
const OFFSETS = 8;

/**
 * Whole dies of a width and height on a wafer: the best count of a regular grid over its offsets against the centre.
 * What a wafer map shows; it jumps, so costs take `grossDies`.
 */
export function gridDies(
  { widthMetres, heightMetres }: { readonly widthMetres: number; readonly heightMetres: number },
  wafer: Wafer,
): number {
  const radius = wafer.diameterMetres / 2 - wafer.edgeMetres;
  const die = { width: widthMetres + wafer.kerfMetres, height: heightMetres + wafer.kerfMetres };
  const shares = Array.from({ length: OFFSETS }, (_, index) => index / OFFSETS);
  return Math.max(...shares.flatMap((x) => shares.map((y) => countOnGrid(die, radius, { x, y }))));
}

function countOnGrid(
  die: { readonly width: number; readonly height: number },
  radius: number,
  shift: { readonly x: number; readonly y: number },
): number {
  const reach = Math.ceil(radius / Math.min(die.width, die.height)) + 1;
  let count = 0;
  for (let row = -reach; row <= reach; row++) {
    const far = die.height * Math.max(Math.abs(row + shift.y), Math.abs(row + 1 + shift.y));
    if (far >= radius) continue;
    const half = Math.sqrt(radius ** 2 - far ** 2) / die.width;
    count += Math.max(0, Math.floor(half - shift.x) - Math.ceil(-half - shift.x));
  }
  return count;
}
