import type { Arithmetic } from "../spec/arch-spec.ts";

const BYTES: Readonly<Record<Arithmetic, number>> = { fp8_16: 1, fp16_16: 2, fp16_32: 2, fp32: 4 };

/** Bytes of one weight or activation element in the compute format. */
export function elementBytes(arithmetic: Arithmetic): number {
  return BYTES[arithmetic];
}
