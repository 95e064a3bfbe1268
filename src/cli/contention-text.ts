import type { Contention } from "../internal.ts";
import type { table } from "../report/parts/table.ts";

/** A cost below this share of the step is rounding. */
const ROUNDING = 1e-6;

type Format = (value: number, unit: string) => string;

/** What is shared: how full the fullest of each kind is, and what sharing it costs; then which is too thin. */
export function contentionText(
  { seconds, freeSeconds, parts }: Contention,
  draw: typeof table,
  format: Format,
): readonly string[] {
  if (parts.length === 0) return [];
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const costs = (cost: number): string =>
    cost > ROUNDING * seconds ? `${format(cost, "s")} (${percent(cost / seconds)})` : "nothing";
  const body = parts.map(({ part, costSeconds, busiest: [use] }) => [
    { text: part },
    { text: `${use!.place}${use!.alike > 1 ? `, and ${use!.alike - 1} alike` : ""}` },
    { text: percent(use!.usedFraction) },
    { text: costs(costSeconds) },
  ]);
  const columns = [
    { header: "shared", align: "left" as const },
    { header: "fullest", align: "left" as const },
    { header: "used", align: "right" as const },
    { header: "sharing costs", align: "right" as const },
  ];
  const thin = parts.filter(({ costSeconds }) => costSeconds > ROUNDING * seconds).map(({ part }) => part);
  const verdict =
    seconds - freeSeconds > ROUNDING * seconds
      ? `contention costs ${costs(seconds - freeSeconds)} of the step; too thin: ${thin.join(", ") || "several together"}`
      : "nothing is shared too thinly";
  return [...draw(columns, body), verdict];
}
