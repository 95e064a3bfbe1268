import { drawLargestLoad, largestLoads, type LargestLoads } from "../../cost/collective/routing.ts";
import type { Claim } from "../../sim/fair-share.ts";
import { LARGEST_NORMAL } from "../../sim/random.ts";
import { tickSecondsFor } from "../../sim/ticks.ts";
import { TIME_CATEGORIES, type Segment, type TimeCategory } from "../priced-plan.ts";
import { rateAlone } from "./link-pools.ts";
import type { Gang } from "./gangs.ts";
import type { FoldedReplicas } from "./fold-replicas.ts";
import type { Activity, Round } from "./rounds.ts";

/** What the simulation needs of a segment, looked up once. */
export interface CompiledSegment {
  readonly segment: Segment;
  /** Dynamic energy on all chips of the system. */
  readonly joules: number;
  /** Bytes a second that it draws, where it has the pools to itself. */
  readonly bytesPerSecond: number;
  /** Shared pools it draws from; none: it takes its time. */
  readonly claims: readonly Claim[];
  /** Of a collective between replicas that are simulated each: who takes part. */
  readonly gang?: Gang;
  /** Takes most of its time. */
  readonly category: TimeCategory;
  /** Where its time goes: indices into TIME_CATEGORIES, and their shares. */
  readonly categories: readonly number[];
  readonly shares: readonly number[];
  /** Where the wait for the fullest experts is drawn: what from. */
  readonly loads?: LargestLoads;
}
export interface CompiledActivity {
  readonly activity: Activity;
  readonly segments: readonly CompiledSegment[];
  /** Of one repetition. */
  readonly joules: number;
}
export interface CompiledRound {
  readonly tickSeconds: number;
  readonly activities: readonly CompiledActivity[];
  readonly joules: number;
  /** Some of its waits are drawn. */
  readonly drawn: boolean;
}

const CATEGORY = new Map(TIME_CATEGORIES.map((category, index) => [category, index]));

export interface CompileSettings {
  readonly contention: boolean;
  readonly jitter: number;
  readonly routing: "expected" | "drawn";
}

/** The wait for the fullest experts at a uniform draw from [0, 1]. */
export function waitSeconds({ load, seconds }: Segment, loads: LargestLoads, uniform: number): number {
  if (load === undefined) return seconds;
  return Math.max(0, drawLargestLoad(loads, uniform) - load.evenRows) * load.secondsPerRow;
}

export type CompileRound = (round: Round) => CompiledRound;

/** Compiles the rounds of a step; the same segment of the same chip only once. */
export function createCompiler(
  fold: FoldedReplicas,
  { contention, jitter, routing }: CompileSettings,
): CompileRound {
  const known = Array.from({ length: fold.chips }, () => new Map<Segment, CompiledSegment>());
  const compiled = (segment: Segment, chip: number): CompiledSegment => {
    const before = known[chip]!.get(segment);
    if (before !== undefined) return before;
    const made = compileSegment(
      segment,
      contention ? fold.claims(chip, segment) : [],
      fold,
      routing,
      fold.gangOf?.(chip, segment),
    );
    known[chip]!.set(segment, made);
    return made;
  };
  return (round) => {
    const activities = round.activities.map((activity): CompiledActivity => {
      const segments = activity.segments.map((segment) => compiled(segment, activity.chip));
      return { activity, segments, joules: segments.reduce((sum, { joules }) => sum + joules, 0) };
    });
    return {
      activities,
      drawn: activities.some(({ segments }) => segments.some(({ loads }) => loads !== undefined)),
      tickSeconds: tickSecondsFor(longestSeconds(activities, fold) * (1 + jitter * LARGEST_NORMAL)),
      joules: activities.reduce((sum, { activity, joules }) => sum + activity.times * joules, 0),
    };
  };
}

function compileSegment(
  segment: Segment,
  claims: readonly Claim[],
  { chipsPerChip }: FoldedReplicas,
  routing: CompileSettings["routing"],
  gang: Gang | undefined,
): CompiledSegment {
  const { bytes, seconds, energy, load } = segment;
  const parts = Object.entries(segment.time) as [TimeCategory, number][];
  return {
    segment,
    joules: Object.values(energy).reduce((sum, joules) => sum + joules, 0) * chipsPerChip,
    bytesPerSecond: rateAlone(segment),
    claims: bytes > 0 && seconds > 0 ? claims : [],
    category: mainCategory(segment.time),
    categories: parts.map(([category]) => CATEGORY.get(category)!),
    shares: parts.map(([, part]) => (seconds > 0 ? part / seconds : 0)),
    ...(gang && gang.members > 1 && { gang }),
    ...(routing === "drawn" &&
      load !== undefined && { loads: largestLoads(load, load.meanRows, load.parts) }),
  };
}

/**
 * A bound on the length of a round, to choose its tick: the busiest chip with all it does in a row, as slow as the
 * most crowded pool makes it if everybody draws at once.
 */
function longestSeconds(activities: readonly CompiledActivity[], { parts }: FoldedReplicas): number {
  const perChip = new Map<number, number>();
  const demand = new Map<number, number>();
  for (const { activity, segments } of activities) {
    let seconds = 0;
    for (const { segment, claims, loads, bytesPerSecond } of segments) {
      seconds += loads === undefined ? segment.seconds : waitSeconds(segment, loads, 1);
      for (const { pool, weight } of claims)
        demand.set(pool, (demand.get(pool) ?? 0) + weight * bytesPerSecond);
    }
    perChip.set(activity.chip, (perChip.get(activity.chip) ?? 0) + activity.times * seconds);
  }
  let crowding = 1;
  for (const [pool, bytes] of demand) crowding = Math.max(crowding, bytes / parts[pool]!.bytesPerSecond);
  let longest = 0;
  for (const seconds of perChip.values()) longest = Math.max(longest, seconds);
  return longest * crowding;
}

function mainCategory(time: Segment["time"]): TimeCategory {
  let main: TimeCategory = "matmul";
  for (const [category, seconds] of Object.entries(time) as [TimeCategory, number][])
    if (seconds > (time[main] ?? 0)) main = category;
  return main;
}
