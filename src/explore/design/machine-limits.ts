import type { Arch } from "../../arch/arch.ts";
import { unbuildable } from "../../plan/unbuildable.ts";
import { METRICS } from "../../result/metrics/index.ts";
import type { Limit } from "./design-question.ts";
import type { BoundReader } from "./design-bounds.ts";

/** The same machine with the least that its limits are asked for: the clock of the less demanding corner. */
export function leastDemand(arch: Arch, low: Arch, high: Arch): Arch {
  const clock = (one: Arch): number => (one.chip.architecture === "tiled" ? one.chip.clockHertz : 0);
  const clockHertz = Math.min(clock(low), clock(high));
  const chip = { ...arch.chip, clockHertz } as Arch["chip"];
  return { ...arch, chip };
}

/** What cannot be built about a machine, or the limit that it breaks whatever the plan; undefined where nothing is known against it. */
export function brokenByMachine(
  demand: Arch,
  within: readonly Limit[],
  readers: readonly BoundReader[],
): string | undefined {
  return (
    unbuildable(demand)?.resource ??
    brokenLimit(
      within.filter(({ metric }) => MACHINE_ALONE.has(metric)),
      readers,
    )
  );
}

/** The limit that no design keeps of which the readers are bounds. */
export function brokenLimit(within: readonly Limit[], readers: readonly BoundReader[]): string | undefined {
  for (const limit of within) {
    if (!boundsFrom(limit)) continue;
    for (const read of readers) {
      const value = read(limit.metric);
      if (value !== undefined && misses(limit, value)) return limit.text;
    }
  }
  return undefined;
}

/** Whether the best that a metric can be says something about a limit of it. */
const boundsFrom = ({ metric, sense }: Limit): boolean =>
  METRICS[metric].better === (sense === "<=" ? "lower" : "higher");

/** Metrics of which the machine decides the least before any plan is known. */
const MACHINE_ALONE = new Set<string>([
  ...["capexDollars", "dieSquareMetres", "dieYieldFraction", "dieDollars", "chipDollars"],
  ...["embodiedKilograms", "averagePowerWatts", "peakPowerWatts"],
]);

/** Limits and designs are written in decimals: equal to rounding is within. */
const SLACK = 1e-9;

/** A metric that does not apply keeps no limit. */
export function misses({ sense, bound }: Limit, value: number | null): boolean {
  if (value === null) return true;
  const room = SLACK * Math.abs(bound);
  return sense === "<=" ? value > bound + room : value < bound - room;
}
