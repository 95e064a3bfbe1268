import { builtInMetric } from "../../result/metric-tables.ts";
import type { MetricDefinition } from "../../result/saved/result.ts";
import { formatQuantity } from "../../units/format-quantity.ts";

/** What stands where there is no figure. */
export const NO_FIGURE = "–";

/** `value` with `digits` significant digits, zeros kept, so that figures of a column are equally precise. */
export function significant(value: number, digits = 3): string {
  if (value === 0) return "0";
  const size = Math.abs(Number(value.toPrecision(digits)));
  if (size < 1e-4 || size >= 1e15 || !Number.isFinite(value)) return value.toPrecision(digits);
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  const [whole = "", fraction] = value.toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A value in a base unit as a reader wants it: three significant digits, and the unit of its size. */
export function figure(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NO_FIGURE;
  if (unit === "") return formatQuantity(value, unit, 4);
  if (unit === "USD") return formatQuantity(Number(value.toPrecision(3)), unit);
  return unit === "1/s" ? rate(value) : formatQuantity(value, unit);
}

/** Per second: "4.22 M/s", "465 /s"; below one in plain digits, for "677 m/s" is a speed. */
function rate(value: number): string {
  if (Math.abs(value) < 1) return `${significant(value)} /s`;
  const text = formatQuantity(value, "/s");
  return /\d \/s$/.test(text) ? text : text.replace(/([a-zA-Zµ])\/s$/, "$1/s");
}

/** Relative differences below this are rounding. */
const ROUNDING = 1e-9;

/** 0.4213 → "42.1 %"; signed for differences: "+4.30 %", or "equal". */
export function percent(share: number | null | undefined, signed = false): string {
  if (share === null || share === undefined || Number.isNaN(share)) return NO_FIGURE;
  if (Math.abs(share) < ROUNDING) return signed ? "equal" : "0 %";
  const text = significant(Math.abs(share) * 100);
  const sign = share < 0 ? "−" : signed && share > 0 ? "+" : "";
  return `${sign}${text} %`;
}

/** How far the simulated time is from the closed form; below a hundredth of a per cent is rounding. */
export function fidelityGap(relative: number): string {
  return Math.abs(relative) < 1e-4 ? "0 %" : percent(relative, true);
}

/** 1.396 → "1.40×". */
export function times(ratio: number | null | undefined): string {
  return ratio === null || ratio === undefined || Number.isNaN(ratio) ? NO_FIGURE : `${significant(ratio)}×`;
}

/** Model sizes as the field says them: "335 million", "175 billion". */
export function parameterCount(parameters: number): string {
  const [size, word] =
    parameters >= 999.5e9 ? [1e12, "trillion"] : parameters >= 999.5e6 ? [1e9, "billion"] : [1e6, "million"];
  return `${significant(parameters / size)} ${word} parameters`;
}

export function metricFigure(value: number | null | undefined, metric: MetricDefinition): string {
  return builtInMetric(metric.id)?.share ? percent(value) : figure(value, metric.unit);
}

/** "4.65 – 5.61 hours": the unit once where both ends have it; of "$32.1 M" the M is part of the number. */
export function metricRange(
  range: readonly [number, number] | undefined,
  metric: MetricDefinition,
): string | undefined {
  if (range === undefined) return undefined;
  const low = metricFigure(range[0], metric);
  const high = metricFigure(range[1], metric);
  if (low === high) return low;
  const unit = high.slice(high.indexOf(" "));
  return `${metric.unit !== "USD" && high.includes(" ") && low.endsWith(unit) ? low.slice(0, -unit.length) : low} – ${high}`;
}
