import { WORKERS } from "./amp.ts";
import type { VectorFormat } from "./vector.ts";

/** What a tile does for a gather or scatter-add: rows it holds, as found by its busiest worker, and the others. */
export interface GatherWork {
  /** Indices found on this tile by the busiest worker. */
  readonly rowsPerWorker: number;
  /** Elements of one row that lie on this tile. */
  readonly elements: number;
  /** Indices each worker has to look at and skip. */
  readonly foreignIndices: number;
}

/** Entry, per row found, per element, per index skipped. PopLibs PerformanceEstimation.cpp 49-130 (published). */
const GATHER = { entry: 30, row: 19, element: 1, skip: 8 } as const;
/** Entry, per row found, per further 4-byte atom, per index skipped. PopLibs 132-204 (published). */
const SCATTER = { entry: 33, row: { half: 12, float: 11 }, atom: 3, skip: 5 } as const;
const ELEMENTS_PER_ATOM = { half: 2, float: 1 } as const;

/**
 * Tile cycles to copy rows out of a table (multiSlice).
 *
 *   T = W · (30 + rows · (19 + elements) + 8 · foreign)
 *
 * Half copies two elements in two cycles, float two in two. Source: PopLibs lib/popops/PerformanceEstimation.cpp 49-130.
 */
export function gatherCycles({ rowsPerWorker, elements, foreignIndices }: GatherWork): number {
  return (
    WORKERS *
    (GATHER.entry + rowsPerWorker * (GATHER.row + GATHER.element * elements) + GATHER.skip * foreignIndices)
  );
}

/**
 * Tile cycles to add rows into a table (multiUpdateAdd).
 *
 *   T = W · (33 + rows · (11 or 12 + 3 · (atoms − 1)) + 5 · foreign),  atoms of 4 bytes
 *
 * Source: PopLibs lib/popops/PerformanceEstimation.cpp 132-204.
 */
export function scatterAddCycles(
  { rowsPerWorker, elements, foreignIndices }: GatherWork,
  format: VectorFormat,
): number {
  const atoms = Math.ceil(elements / ELEMENTS_PER_ATOM[format]);
  const perRow = SCATTER.row[format] + SCATTER.atom * (atoms - 1);
  return WORKERS * (SCATTER.entry + rowsPerWorker * perRow + SCATTER.skip * foreignIndices);
}
