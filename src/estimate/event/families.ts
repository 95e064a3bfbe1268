import type { CompiledActivity } from "./compile-round.ts";
import { createGangs, type Gangs } from "./gangs.ts";

/** The same activity of all replicas that are simulated, while it runs. */
export interface Family {
  /** Those that have not ended. */
  left: number;
  /** When a repetition ended last, and of how many just then. */
  tick: number;
  arrived: number;
  readonly gangs: Gangs;
}

/** By their segments, which copies of an activity share. */
export function familiesOf(activities: readonly CompiledActivity[]): ReadonlyMap<unknown, Family> {
  const families = new Map<unknown, Family>();
  for (const { activity } of activities) {
    const family = families.get(activity.segments) ?? { left: 0, tick: -1, arrived: 0, gangs: createGangs() };
    families.set(activity.segments, family);
    family.left++;
  }
  return families;
}
