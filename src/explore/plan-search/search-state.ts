import type { NoPlan } from "../../plan/choice/illegal.ts";
import { TIE, type RankedPlan } from "./ranked-plans.ts";

/** How a search went through all plans: each is counted once. */
export interface SearchCounts {
  /** All plans there are. A split of layers over stages is no plan of its own. */
  readonly plans: number;
  /** Timed in full, and of them those that turned out not to fit. */
  readonly priced: number;
  readonly misfits: number;
  /** Compute in a wider format than asked for, which costs no less in any part of any plan. */
  readonly removedByPrecision: number;
  /** Cannot fit, whatever their matmuls need. */
  readonly removedByMemory: number;
  /** Cannot be faster, even with every matmul at peak. */
  readonly removedByPeakTime: number;
  /** Cannot be faster, with the matmuls as planned. */
  readonly removedByPlannedTime: number;
  /** Not looked at, since the search was stopped. */
  readonly unseen: number;
}

/** Where a search stands between two of its steps. */
export interface SearchProgress {
  /** Fastest first; empty until a plan was timed that fits. */
  readonly best: readonly RankedPlan[];
  readonly counts: SearchCounts;
  /** Seconds per sample below which no plan is that was not timed. */
  readonly bound: number;
}

export interface PlanRanking {
  /** Fastest first. */
  readonly best: readonly RankedPlan[];
  readonly counts: SearchCounts;
  /**
   * By how much, relative to the last of `best`, a plan that was not timed could be faster, beyond rounding: 0 is a
   * proof, and what every search ends with that is not stopped. 1 where nothing was found yet.
   */
  readonly gap: number;
  /** The fastest choice that was tried in full and does not fit. */
  readonly fastestMisfit?: NoPlan;
}

/** What a search keeps account of. */
export type SearchState = {
  best: readonly RankedPlan[];
  /** The least bound, in seconds per sample, of what was left out by time or not looked at. */
  leastRemoved: number;
  fastestMisfit?: NoPlan;
} & {
  -readonly [K in keyof SearchCounts]: number;
};

export function progressOf(state: SearchState, nextBound: number): SearchProgress {
  return { best: state.best, counts: state, bound: Math.min(nextBound, state.leastRemoved) };
}

export function rankingOf(state: SearchState): PlanRanking {
  const { best, fastestMisfit, leastRemoved, ...counts } = state;
  const slowest = best.at(-1)?.secondsPerSample ?? Infinity;
  const gap = leastRemoved < slowest * (1 - TIE) ? 1 - leastRemoved / slowest : 0;
  return { best, counts, gap, ...(fastestMisfit && { fastestMisfit }) };
}
