import type { Chip, TiledChip } from "../arch/arch.ts";

/** Number formats of the matrix units, input then partials: `fp8_16`, `fp16_16`, `fp16_32`, `fp32`. */
export type Arithmetic = keyof TiledChip["macsPerCycle"];

/** Bytes of one input or weight element. */
export const INPUT_BYTES: Readonly<Record<Arithmetic, number>> = {
  fp8_16: 1,
  fp16_16: 2,
  fp16_32: 2,
  fp32: 4,
};

/** Bytes of one partial sum as stored between passes and exchanged between tiles. */
export const PARTIAL_BYTES: Readonly<Record<Arithmetic, number>> = {
  fp8_16: 2,
  fp16_16: 2,
  fp16_32: 4,
  fp32: 4,
};

/** Bytes of one finished output element: half for every format but fp32. */
export const OUTPUT_BYTES: Readonly<Record<Arithmetic, number>> = {
  fp8_16: 2,
  fp16_16: 2,
  fp16_32: 2,
  fp32: 4,
};

/**
 * Bytes of one element as chips hand it to each other. Tiles compute on what they get; on chips without tiles 8 bits are
 * a format of matrix products alone, and what lies between them has 16 (Micikevicius 2022, arXiv:2209.05433, §3).
 */
export function sentBytes({ architecture }: Pick<Chip, "architecture">, arithmetic: Arithmetic): number {
  return (architecture === "tiled" ? INPUT_BYTES : OUTPUT_BYTES)[arithmetic];
}
