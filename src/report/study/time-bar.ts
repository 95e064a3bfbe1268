import type { Colours } from "../parts/colours.ts";
import { shares, words, type Outcome } from "./reading.ts";
import { displayWidth, pad } from "../parts/table.ts";

/** Categories of time in five groups that stay apart without colour; a category not named here is "other". */
export const TIME_GROUPS = [
  { label: "compute", glyph: "█", categories: ["matmul", "vector"] },
  { label: "exchange", glyph: "▓", categories: ["exchange", "sync", "layout"] },
  {
    label: "links",
    glyph: "▒",
    categories: ["tensorParallel", "expertExchange", "pipelineCopy", "gradientReduction", "weightGather"],
  },
  { label: "bubble", glyph: "░", categories: ["bubble", "imbalance"] },
  { label: "other", glyph: "·", categories: [] },
] as const satisfies readonly { label: string; glyph: string; categories: readonly string[] }[];

const groupOf = (category: string): number => {
  const found = TIME_GROUPS.findIndex((group) => (group.categories as readonly string[]).includes(category));
  return found < 0 ? TIME_GROUPS.length - 1 : found;
};

/** Whole cells for each share, summing to `cells`: the largest remainders round up. */
export function apportion(parts: readonly number[], cells: number): readonly number[] {
  const exact = parts.map((part) => part * cells);
  const whole = exact.map(Math.floor);
  const missing = cells - whole.reduce((sum, n) => sum + n, 0);
  const order = exact
    .map((value, i) => [Number((value - Math.floor(value)).toFixed(9)), i] as const)
    .sort((a, b) => b[0] - a[0]);
  for (const [, i] of order.slice(0, missing)) whole[i] = (whole[i] ?? 0) + 1;
  return whole;
}

/** A bar a machine: where one step's time goes, and its three largest categories in words. */
export function timeBars(outcomes: readonly Outcome[], width: number, colour: Colours): readonly string[] {
  const timed = outcomes.filter((o) => shares(o.shown.breakdown.timeSeconds).length > 0);
  if (timed.length === 0) return [];
  const nameWidth = Math.max(...timed.map((o) => displayWidth(o.system.name)));
  const barWidth = width >= 100 ? 40 : 20;
  const legend = TIME_GROUPS.map((group) => `${group.glyph} ${group.label}`).join("  ");
  const bars = timed.map((o) => {
    const parts = shares(o.shown.breakdown.timeSeconds);
    const sums = TIME_GROUPS.map((_, i) =>
      parts.filter(([category]) => groupOf(category) === i).reduce((sum, [, share]) => sum + share, 0),
    );
    const cells = apportion(sums, barWidth);
    const bar = TIME_GROUPS.map((group, i) => group.glyph.repeat(cells[i] ?? 0)).join("");
    const room = width - nameWidth - barWidth - 6;
    return `  ${pad(o.system.name, nameWidth)}  ${bar}  ${colour.dim(largest(parts, room))}`;
  });
  return [`  ${colour.dim(`where the time goes: ${legend}`)}`, ...bars];
}

/** The largest categories that fit in `room` columns, at most three. */
function largest(parts: readonly (readonly [string, number])[], room: number): string {
  const said = parts
    .toSorted((a, b) => b[1] - a[1])
    .map(([category, share]) => `${words(category)} ${Math.round(share * 100)} %`);
  for (const count of [3, 2, 1]) {
    const text = said.slice(0, count).join(", ");
    if (displayWidth(text) <= room) return text;
  }
  return "";
}
