import type { Arithmetic } from "../spec/kinds/arch-spec.ts";
import type { Chip } from "./arch.ts";
import { peakFlopsPerSecond } from "./peak.ts";

/** Number format that a task asks for; the partials are the machine's choice. */
export type Precision = "fp8" | "fp16" | "fp32";

/** Arithmetics that keep at least the precision asked for, preferred first. */
const KEEPS: Readonly<Record<Precision, readonly Arithmetic[]>> = {
  fp8: ["fp8_16", "fp16_16", "fp16_32", "fp32"],
  fp16: ["fp16_16", "fp16_32", "fp32"],
  fp32: ["fp32"],
};

/** Arithmetics of a chip that keep at least the precision asked for, preferred first. */
export function arithmeticsKeeping(chip: Chip, precision: Precision): readonly Arithmetic[] {
  return KEEPS[precision].filter((arithmetic) => peakFlopsPerSecond(chip, arithmetic) > 0);
}

/**
 * The fastest arithmetic of a chip that keeps `precision`: FP8 falls back to FP16 where there is none. Of equally fast
 * ones the narrower, which moves fewer bytes. Undefined where the chip has none.
 */
export function bestArithmetic(chip: Chip, precision: Precision): Arithmetic | undefined {
  let best: Arithmetic | undefined;
  for (const arithmetic of arithmeticsKeeping(chip, precision)) {
    const rate = peakFlopsPerSecond(chip, arithmetic);
    if (rate > (best === undefined ? 0 : peakFlopsPerSecond(chip, best))) best = arithmetic;
  }
  return best;
}
