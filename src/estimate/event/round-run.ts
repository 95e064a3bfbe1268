import type { Random } from "../../sim/random.ts";
import type { PowerSpan } from "../power/power-trace.ts";
import type { CompiledSegment } from "./compile-round.ts";
import type { Activity } from "./rounds.ts";

export interface RoundSettings {
  /** Bytes per second of the shared pools. */
  readonly capacities: readonly number[];
  /** Standard deviation of the relative slow-down of compute. */
  readonly jitter: number;
  /** Seeds of this round's random streams. */
  readonly seeds: readonly number[];
  /** Once an activity is alone, run one more repetition and multiply. */
  readonly skipRepeats: boolean;
  /** Keep every segment's times. */
  readonly record: boolean;
  /** Most pieces of the power profile. */
  readonly powerPieces: number;
  /** Events of the same tick in random order. */
  readonly shuffle: Random | undefined;
}

/** What one activity did in a round; times in seconds from its start. */
export interface ActivityRun {
  readonly activity: Activity;
  readonly start: number;
  readonly end: number;
  /** In the order of TIME_CATEGORIES; sums to end − start. Waiting for a shared part is part of its use. */
  readonly seconds: Float64Array;
  readonly segments: readonly SegmentRun[];
}
export interface SegmentRun {
  /** undefined: `repetitions` more of the whole activity, each like the one before. */
  readonly compiled: CompiledSegment | undefined;
  readonly repetitions: number;
  readonly start: number;
  readonly end: number;
}
export interface RoundRun {
  readonly seconds: number;
  readonly runs: readonly ActivityRun[];
  readonly power: readonly PowerSpan[];
  /** Dynamic power of all chips at its highest. */
  readonly peakWatts: number;
}
