import { figure } from "../figures.ts";
import type { VegaLiteSpec } from "./chart.ts";

interface ScaleAndAxis {
  readonly scale: VegaLiteSpec;
  readonly axis: VegaLiteSpec;
}

/** Round durations that people know, from a nanosecond to ten thousand years. */
const DURATIONS: readonly number[] = [
  ...[-9, -8, -7, -6, -5, -4, -3, -2, -1, 0, 1].map((exponent) => 10 ** exponent),
  ...[60, 600, 3600, 36_000],
  ...[86_400, 864_000, 8_640_000],
  ...[1, 10, 100, 1000, 10_000].map((years) => years * 31_557_600),
];

/** Vega's expression that maps each tick to its label, made when the report is written. */
function labels(values: readonly number[], unit: string): string {
  const cases = values.map(
    (value) => `datum.value === ${value} ? ${JSON.stringify(tickLabel(value, unit))} : `,
  );
  return `${cases.join("")}''`;
}
const tickLabel = (value: number, unit: string): string =>
  figure(Number(value.toPrecision(12)), unit).replace(/^(\S+)0000000\d*/, "$1");

/** Logarithmic, with ticks at powers of ten (or at round durations); `room` widens the upper end for labels. */
export function logAxis(low: number, high: number, unit: string, room = 0): ScaleAndAxis {
  const bottom = low === high ? low / 10 : low;
  const top = high * (high / bottom) ** room;
  const coarse = unit === "s" ? DURATIONS : powersOfTen(bottom, top, unit === "J" && high >= 3600 ? 3600 : 1);
  const within = (all: readonly number[]): readonly number[] =>
    all.filter((value) => value >= bottom * 0.999 && value <= high * 1.001);
  const inside = within(coarse).length < 3 ? within(between(coarse)) : within(coarse);
  const every = Math.ceil(inside.length / 8);
  const values = inside.filter((_, i) => i % every === 0);
  return {
    scale: { type: "log", domain: [bottom, top], nice: false, clamp: true },
    axis: { values, labelExpr: labels(values, unit), labelOverlap: "greedy" },
  };
}

/** Once, twice and five times each, below the next: for an axis that has room for few of them. */
function between(values: readonly number[]): readonly number[] {
  return values.flatMap((value, i) =>
    [1, 2, 5]
      .map((step) => Number((step * value).toPrecision(12)))
      .filter((one) => one < (values[i + 1] ?? Infinity)),
  );
}

/** Logarithmic over a few decades: ticks at 1, 2 and 5 of each, in words of their own. */
export function fineLogAxis(low: number, high: number, text: (value: number) => string): ScaleAndAxis {
  const values = powersOfTen(low, high, 1)
    .flatMap((power) => [1, 2, 5].map((step) => Number((step * power).toPrecision(12))))
    .filter((value) => value >= low && value <= high);
  const cases = values.map((value) => `datum.value === ${value} ? ${JSON.stringify(text(value))} : `);
  return {
    scale: { type: "log", domain: [low, high], nice: false, clamp: true },
    axis: { values, labelExpr: `${cases.join("")}''`, labelOverlap: "greedy" },
  };
}

/** Powers of ten times `one` around a span; energies are read in watt hours. */
function powersOfTen(low: number, high: number, one: number): readonly number[] {
  const [first, last] = [Math.floor(Math.log10(low / one)), Math.ceil(Math.log10(high / one))];
  return Array.from({ length: last - first + 1 }, (_, i) => Number(`1e${first + i}`) * one);
}

/** Linear from zero, with about five round ticks in the unit that the axis is read in. */
export function linearAxis(high: number, unit: string, room = 0): ScaleAndAxis {
  const binary = 1024 ** Math.floor(Math.log2(Math.max(high, 1)) / 10);
  const one = unit === "B" ? binary : unit === "J" && high >= 3600 ? 3600 : 1;
  const rough = high / one / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((s) => s * power >= rough) ?? 10) * power * one;
  const count = Math.floor(high / step + 1e-9);
  const values = Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)));
  return {
    scale: { type: "linear", domain: [0, high * (1 + room)], nice: false, zero: true },
    axis: {
      values,
      labelExpr: one === 3600 ? wattHours(values) : labels(values, unit),
      labelOverlap: "greedy",
    },
  };
}

/** Labels of one axis in one multiple of the watt hour, which a meter has below 3600 J too. */
function wattHours(values: readonly number[]): string {
  const highest = (values.at(-1) ?? 0) / 3600;
  const thousands = Math.max(0, Math.floor(Math.log10(Math.max(highest, 1)) / 3));
  const unit = `${["", "k", "M", "G", "T"][thousands] ?? ""}Wh`;
  const cases = values.map(
    (value) =>
      `datum.value === ${value} ? "${Number((value / 3600 / 1000 ** thousands).toPrecision(6))} ${unit}" : `,
  );
  return `${cases.join("")}''`;
}

/** Logarithmic around 1, with steps of 2 where the span is small and of 10 where it is large. */
export function ratioAxis(low: number, high: number, room = 1.3): ScaleAndAxis {
  const [from, to] = [Math.min(low / 1.3, 0.5), Math.max(high * room, 2)];
  if (to / from > 64) return logAxis(from, to, "");
  const ticks = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50].filter((tick) => tick >= from && tick <= to);
  return {
    scale: { type: "log", domain: [from, to], nice: false },
    axis: { values: ticks, format: "~g", labelOverlap: "greedy" },
  };
}
