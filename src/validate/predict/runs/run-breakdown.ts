import type { PlanTiming, PricedPlan } from "../../../estimate/priced-plan.ts";

/** What a run's prediction is made of: time by category, and how full its fullest tile is. */
export function runBreakdown(
  { plan }: PricedPlan,
  { time, seconds }: Pick<PlanTiming, "time" | "seconds">,
): Readonly<Record<string, number>> {
  const { chip } = plan.arch;
  const parts = Object.entries(time).filter(([, part]) => part > 0);
  return {
    ...Object.fromEntries(parts.map(([name, part]) => [`${name}Seconds`, part])),
    stepSeconds: seconds,
    ...(chip.architecture === "tiled" && {
      sramBytesPerTile: plan.sramBytesPerTilePeak,
      sramLimitBytesPerTile: chip.sramBytesPerTile,
    }),
  };
}
