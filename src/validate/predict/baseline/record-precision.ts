import type { Chip } from "../../../arch/arch.ts";
import type { Arithmetic } from "../../../cost/arithmetic.ts";
import type { BaselineRecord } from "./baseline-record.ts";

/** Formats of a run: of its products, and bytes of a weight and of a key or value as they lie in memory. */
export interface RecordFormats {
  readonly arithmetic: Arithmetic;
  readonly weightBytes: number;
  readonly kvBytes: number;
}

const FOUR_BITS = /fp4|int4|w4/i;
const EIGHT_BITS = /fp8|int8|mxfp8|w8/i;
const SIXTEEN_BITS = /16|half|mixed/i;

/** Undefined where the record names a precision that is none of these. */
export function formatsOf(record: BaselineRecord, chip: Chip): RecordFormats | undefined {
  const { precision = "16", weightsPrecision = precision, kvPrecision } = record;
  const bits = bitsOf(precision);
  if (bits === undefined) return undefined;
  const narrow = bits < 16 && chip.architecture === "roofline" && "fp8_16" in chip.peakFlopsPerSecond;
  return {
    arithmetic: bits === 32 ? "fp32" : narrow ? "fp8_16" : "fp16_32",
    weightBytes: (bitsOf(weightsPrecision) ?? bits) / 8,
    kvBytes: kvPrecision === undefined ? (narrow && bits === 8 ? 1 : 2) : kvBytesOf(kvPrecision),
  };
}

/** Widths of a precision as it is written; what is not stated is taken to be 16. */
function bitsOf(precision: string): number | undefined {
  if (FOUR_BITS.test(precision)) return 4;
  if (EIGHT_BITS.test(precision)) return 8;
  if (SIXTEEN_BITS.test(precision) || /not stated/i.test(precision)) return 16;
  return /fp32|tf32|float32/i.test(precision) ? 32 : undefined;
}

function kvBytesOf(precision: string): number {
  return EIGHT_BITS.test(precision) && !SIXTEEN_BITS.test(precision) ? 1 : 2;
}
