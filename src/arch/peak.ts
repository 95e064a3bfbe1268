import type { Arithmetic } from "../spec/kinds/arch-spec.ts";
import type { Chip } from "./arch.ts";

/** FLOPs of one multiply-accumulate. */
const FLOPS_PER_MAC = 2;

/**
 * Peak matmul rate of one chip, FLOP/s; 0 where it has no such arithmetic.
 * Tiled: 2 × MACs per tile and cycle × tiles × clock. Roofline: as published.
 */
export function peakFlopsPerSecond(chip: Chip, arithmetic: Arithmetic): number {
  if (chip.architecture === "roofline") return chip.peakFlopsPerSecond[arithmetic] ?? 0;
  return FLOPS_PER_MAC * (chip.macsPerCycle[arithmetic] ?? 0) * chip.tiles * chip.clockHertz;
}
