import { formatQuantity } from "../../../units/format-quantity.ts";
import type { VegaLiteSpec } from "../../parts/charts/chart.ts";

/** A scale over the span of what is drawn, which need not begin at zero. */
export interface SpanAxis {
  readonly kind: "linear" | "log";
  readonly low: number;
  readonly high: number;
  readonly scale: VegaLiteSpec;
  readonly axis: VegaLiteSpec;
  /** Where a value lies, 0 at the low end, 1 at the high one. */
  readonly share: (value: number) => number;
}

/** From this ratio of the ends on, equal ratios take equal room. */
const LEAST_LOG_RATIO = 20;
/** Room beyond the outermost mark, as a share of the span. */
const MARGIN = 0.04;
const TICKS_WANTED = 6;

/** The axis for these values, with round ticks or those told; undefined where there is no value. */
export function spanAxis(
  values: Iterable<number>,
  unit: string,
  told?: readonly number[],
): SpanAxis | undefined {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  if (!(least <= most)) return undefined;
  const kind = least > 0 && most / least >= LEAST_LOG_RATIO ? "log" : "linear";
  const to = kind === "log" ? Math.log : (value: number): number => value;
  const from = kind === "log" ? Math.exp : (value: number): number => value;
  const span = to(most) - to(least) || Math.abs(least) * 0.1 || 1;
  const [low, high] = [from(to(least) - MARGIN * span), from(to(most) + MARGIN * span)];
  const ticks = told ?? (kind === "log" ? logTicks(low, high, unit) : linearTicks(low, high, unit));
  return {
    kind,
    low,
    high,
    scale: { type: kind, domain: [low, high], nice: false, ...(kind === "linear" ? { zero: false } : {}) },
    axis: { values: ticks, labelExpr: labelExpression(ticks, unit), labelOverlap: true },
    share: (value) => (to(value) - to(low)) / (to(high) - to(low)),
  };
}

/** The unit in which an axis is divided: energies in watt hours, capacities in powers of 1024. */
function oneOf(high: number, unit: string): number {
  if (unit === "J" && high >= 3600) return 3600;
  if (unit === "B") return 1024 ** Math.max(0, Math.floor(Math.log2(high) / 10));
  return unit === "s" && high >= 60 ? longTime(high) : 1;
}
const longTime = (high: number): number =>
  [31_557_600, 86_400, 3600, 60].find((seconds) => high >= 2 * seconds) ?? 1;

function linearTicks(low: number, high: number, unit: string): readonly number[] {
  const one = oneOf(Math.abs(high), unit);
  const rough = (high - low) / one / TICKS_WANTED;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((times) => times * power >= rough) ?? 10) * power * one;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

/** Powers of ten, with 2 and 5 between them where there is room. */
function logTicks(low: number, high: number, unit: string): readonly number[] {
  const one = unit === "J" && high >= 3600 ? 3600 : 1;
  const exponents = [Math.floor(Math.log10(low / one)), Math.ceil(Math.log10(high / one))] as const;
  const steps = exponents[1] - exponents[0] > 3 ? [1] : [1, 2, 5];
  const all = Array.from({ length: exponents[1] - exponents[0] + 1 }, (_, at) => exponents[0] + at).flatMap(
    (exponent) => steps.map((step) => Number(`${step}e${exponent}`) * one),
  );
  return all.filter((value) => value >= low && value <= high);
}

/** Vega's expression that maps each tick to its label, made when the report is written. */
function labelExpression(ticks: readonly number[], unit: string): string {
  const cases = ticks.map((tick) => `datum.value === ${tick} ? ${JSON.stringify(tickText(tick, unit))} : `);
  return `${cases.join("")}''`;
}

const tickText = (value: number, unit: string): string =>
  unit === "1/s" ? formatQuantity(value, "", 4) + " /s" : formatQuantity(value, unit, 4);
