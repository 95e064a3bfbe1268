import { BASE_UNIT } from "../units/dimension.ts";
import { formatQuantity } from "../units/format-quantity.ts";
import type { QuantityKind } from "./yaml/quantity.ts";

/** What is wrong with a number in base units, given what its place in the spec allows; undefined if nothing. */
export function checkRules(
  value: number,
  kind: QuantityKind,
  written: string,
): { expected: string; message: string; suggestion?: string } | undefined {
  const { dimension, min = 0, max = Infinity, positive = false, fractional = false } = kind;
  const unit = BASE_UNIT[dimension];
  const bound = (limit: number): string => (limit === 0 ? "0" : formatQuantity(limit, unit));
  const formula = /^["']?\s*=/.test(written);
  const message = formula ? `${formatQuantity(value, unit)} from ${written}` : written;
  if (!Number.isFinite(value)) return { expected: "a finite number", message };
  const plain = /^0\d+$/.exec(written);
  if (plain !== null)
    return { expected: "a number without leading zeros", message: written, suggestion: String(value) };
  if (/^\d{16,}$/.test(written) && !Number.isSafeInteger(value))
    return { expected: "at most 15 digits", message: written, suggestion: value.toExponential() };
  if (value < min || (positive && value === min)) {
    const relation = positive ? "more than" : min === 0 ? "no less than" : "at least";
    return { expected: `${relation} ${bound(min)}`, message };
  }
  if (value > max) return { expected: `at most ${bound(max)}`, message };
  if (dimension === "count" && !fractional && !Number.isInteger(value))
    return {
      expected: "a whole number",
      message,
    };
  return undefined;
}
