import { TIME_CATEGORIES, type TimeCategory } from "../priced-plan.ts";
import type { ActivityRun, RoundRun } from "./round-run.ts";
import type { Round } from "./rounds.ts";

/** Collects where the time of the critical chip of a step goes, round by round. */
export interface CriticalTime {
  add(round: Round, run: RoundRun, count: number): void;
  /** Times by category of the critical chip; sums to the seconds of all rounds added. */
  time(): Record<TimeCategory, number>;
}

const BUBBLE = TIME_CATEGORIES.indexOf("bubble");

/**
 * The critical chip is the one that is busiest over all work rounds; where another is busier in a round, it waits
 * ("bubble"). Hand-overs and the update count for the chip that ends last, since all others wait for it.
 *
 * Of activities that one chip runs beside each other, the first counts in full and the next with what it exceeds.
 */
export function createCriticalTime(chips: number): CriticalTime {
  const work = Array.from({ length: chips }, () => new Float64Array(TIME_CATEGORIES.length));
  const shared = new Float64Array(TIME_CATEGORIES.length);
  let workSeconds = 0;
  return {
    add: (round, run, count) => {
      const perChip = exposedSeconds(run.runs);
      if (round.kind === "work") {
        workSeconds += run.seconds * count;
        for (const [chip, seconds] of perChip) addScaled(work[chip]!, seconds, count);
      } else {
        const longest = [...perChip.values()].reduce((most, seconds) =>
          sum(seconds) > sum(most) ? seconds : most,
        );
        addScaled(shared, longest, count);
      }
    },
    time: () => {
      const critical = work.reduce((most, seconds) => (sum(seconds) > sum(most) ? seconds : most));
      const total = shared.slice();
      addScaled(total, critical, 1);
      total[BUBBLE]! += Math.max(0, workSeconds - sum(critical));
      return Object.fromEntries(
        TIME_CATEGORIES.map((category, index) => [category, total[index]!]),
      ) as Record<TimeCategory, number>;
    },
  };
}

function exposedSeconds(runs: readonly ActivityRun[]): ReadonlyMap<number, Float64Array> {
  const perChip = new Map<number, Float64Array>();
  const coveredUntil = new Map<number, number>();
  for (const { activity, start, end, seconds } of runs) {
    const total = perChip.get(activity.chip) ?? new Float64Array(TIME_CATEGORIES.length);
    perChip.set(activity.chip, total);
    const covered = coveredUntil.get(activity.chip) ?? 0;
    if (end <= Math.max(start, covered)) continue;
    addScaled(total, seconds, (end - Math.max(start, covered)) / (end - start));
    coveredUntil.set(activity.chip, end);
  }
  return perChip;
}

function addScaled(to: Float64Array, from: Float64Array, factor: number): void {
  for (let index = 0; index < to.length; index++) to[index]! += from[index]! * factor;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
