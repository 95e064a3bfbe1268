import { roundedNumber } from "../../result/rounded.ts";

/** No axis has more values than this; a longer one is meant to be continuous. */
export const MOST_VALUES = 1_000_000;

/** `steps` numbers from `from` to `to`, both included: equal differences, or equal ratios on a log scale. */
export function rangeValues(
  { from, to, scale }: { readonly from: number; readonly to: number; readonly scale: "linear" | "log" },
  steps: number,
): readonly number[] {
  if (steps === 1) return [from];
  return Array.from({ length: steps }, (_, step) =>
    roundedNumber(between(from, to, scale, step / (steps - 1))),
  );
}

/** The number at a share of the way from `from` to `to`; the ends are met exactly. */
export function between(from: number, to: number, scale: "linear" | "log", share: number): number {
  if (share <= 0) return from;
  if (share >= 1) return to;
  return scale === "linear" ? from + (to - from) * share : from * (to / from) ** share;
}

/** Every whole number in the range. */
export function integerValues(from: number, to: number): readonly number[] {
  const first = Math.ceil(from);
  return Array.from({ length: Math.max(0, Math.floor(to) - first + 1) }, (_, step) => first + step);
}

/** Every power of two in the range. */
export function powersOfTwo(from: number, to: number): readonly number[] {
  const values: number[] = [];
  for (let power = 2 ** Math.ceil(Math.log2(from)); power <= to; power *= 2) values.push(power);
  return values;
}
