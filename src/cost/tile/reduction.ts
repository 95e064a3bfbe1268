import { WORKERS } from "./amp.ts";
import type { TileWork } from "./tile-work.ts";

/** Worker cycles to enter the reduction loop. PopLibs PerformanceEstimation.hpp 1597 (published). */
const ENTRY_CYCLES = 32;
/** Cycles per vector of inputs: one to add, one or two to load 8 bytes each, one for the next pointer. Same source. */
const CYCLES_PER_VECTOR = 3;
/** Sums a worker forms side by side. PopLibs PerformanceEstimation.hpp 1565 (published). */
const OUTPUTS_PER_VECTOR = { half: 8, float: 4 } as const;
/** Cycles to store a vector of sums: half to half, float to half, float to float. PopLibs 1629-1634 (published). */
const STORE_CYCLES = { half: 8, floatToHalf: 6, float: 7 } as const;

export type ReductionKind = keyof typeof STORE_CYCLES;

/**
 * Tile cycles to sum `depth` partials into each of `outputs` results.
 *
 *   T = W · (32 + (3 · depth + store) · ⌈outputs / (W · vector)⌉)
 *
 * Source: PopLibs PerformanceEstimation.hpp 1560-1637; the remainder of a vector is rounded up.
 */
export function reductionCycles(outputs: number, depth: number, kind: ReductionKind): number {
  const vectors = Math.ceil(outputs / (WORKERS * OUTPUTS_PER_VECTOR[kind === "half" ? "half" : "float"]));
  return WORKERS * (ENTRY_CYCLES + (CYCLES_PER_VECTOR * depth + STORE_CYCLES[kind]) * vectors);
}

/** The law without rounding vectors up, T ≥ fixed + perOutput · outputs: for bounds. */
export function reductionRates(depth: number, kind: ReductionKind): { fixed: number; perOutput: number } {
  const vector = OUTPUTS_PER_VECTOR[kind === "half" ? "half" : "float"];
  return {
    fixed: WORKERS * ENTRY_CYCLES,
    perOutput: (CYCLES_PER_VECTOR * depth + STORE_CYCLES[kind]) / vector,
  };
}

/** Depths from which a reduction takes two and three stages. PopLibs ConvReducePlan.cpp 10-27 (published). */
const TWO_STAGES_FROM = 16;
const THREE_STAGES_FROM = 125;

/**
 * Depth of each stage of a reduction over `depth` tiles; none for depth 1. Stages keep exchange code small: the
 * messages a tile receives grow as stages · depth^(1/stages). Depths are balanced and multiply to at least `depth`.
 */
export function reductionStageDepths(depth: number): readonly number[] {
  if (depth <= 1) return [];
  const stages = depth >= THREE_STAGES_FROM ? 3 : depth >= TWO_STAGES_FROM ? 2 : 1;
  const depths: number[] = [];
  let remaining = depth;
  for (let left = stages; left > 0; left--) {
    const stageDepth = left === 1 ? remaining : Math.round(remaining ** (1 / left));
    depths.push(stageDepth);
    remaining = Math.ceil(remaining / stageDepth);
  }
  return depths;
}

/** The same, remembered: planners ask for it at every candidate. */
export function stageDepths(depth: number): readonly number[] {
  return (STAGE_DEPTHS[depth] ??= reductionStageDepths(depth));
}

const STAGE_DEPTHS: (readonly number[])[] = [];

/** Bytes of a vector of partials, halves or floats alike. */
const VECTOR_BYTES = 16;

/** Of tiles that add partials for so many cycles, all tiles taken together: a vector every three cycles. */
export function reductionWork(cycles: number, hasHalfPartials: boolean): TileWork {
  const vectors = cycles / CYCLES_PER_VECTOR;
  const lanes = OUTPUTS_PER_VECTOR[hasHalfPartials ? "half" : "float"];
  return { cycles, movedBytes: vectors * VECTOR_BYTES, flops: vectors * lanes };
}
