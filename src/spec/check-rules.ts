import { BASE_UNIT } from "../units/dimension.ts";
import { formatQuantity } from "../units/format-quantity.ts";
import type { QuantityKind } from "./yaml/quantity.ts";
import { QUANTITY_RANGES } from "./yaml/quantity-ranges.ts";

/** What is wrong with a number in base units, given what its place in the spec allows; undefined if nothing. */
export function checkRules(
  value: number,
  kind: QuantityKind,
  written: string,
): { expected: string; message: string; suggestion?: string } | undefined {
  const { dimension, positive = false, fractional = false } = kind;
  const { least, most } = QUANTITY_RANGES[dimension];
  const { min = 0, max = most } = kind;
  const unit = BASE_UNIT[dimension];
  const bound = (limit: number): string =>
    unit === "" ? formatPlain(limit) : limit === 0 ? "0" : formatQuantity(limit, unit);
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
  if (value > 0 && value < least)
    return { expected: `${positive || min > 0 ? "" : "0 or "}at least ${bound(least)}`, message };
  if (value > max) return { expected: `at most ${bound(max)}`, message };
  if (dimension === "count" && !fractional && !Number.isInteger(value))
    return {
      expected: "a whole number",
      message,
    };
  return undefined;
}

/** A count in full as long as it can be read. */
function formatPlain(limit: number): string {
  return limit < 1e15 ? limit.toLocaleString("en-US", { maximumFractionDigits: 9 }) : limit.toExponential();
}
