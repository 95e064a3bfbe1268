import type { Arithmetic } from "../../cost/arithmetic.ts";
import type { VisibleFields } from "../measurement.ts";

/** The arithmetic of a record: precision, and for half inputs the type of the partial sums. Undefined if not said. */
export function arithmeticOf({ precision, partials }: VisibleFields): Arithmetic | undefined {
  if (precision === "fp32") return "fp32";
  if (precision === "fp8") return "fp8_16";
  if (precision !== "fp16") return undefined;
  if (partials === "half") return "fp16_16";
  return partials === "float" || partials === "single" ? "fp16_32" : undefined;
}

/** A field of `shape` or `modelConfig` that is a size: a number above zero. */
export function sizeOf(fields: unknown, name: string): number | undefined {
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) return undefined;
  const value = (fields as Readonly<Record<string, unknown>>)[name];
  return typeof value === "number" && value > 0 && Number.isFinite(value) ? value : undefined;
}
