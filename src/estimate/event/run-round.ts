import { createBarrier } from "../../sim/barrier.ts";
import type { EventQueue } from "../../sim/event-queue.ts";
import { createFairShare, type Claim } from "../../sim/fair-share.ts";
import { createFifoServer, type FifoServer } from "../../sim/fifo-server.ts";
import { createRandom, drawNormal, LARGEST_NORMAL, type Random } from "../../sim/random.ts";
import { tickSecondsFor, toTicks } from "../../sim/ticks.ts";
import { TIME_CATEGORIES, type Segment } from "../priced-plan.ts";
import type { PowerSpan } from "../power-trace.ts";
import type { FoldedReplicas } from "./fold-replicas.ts";
import { createPowerMeter } from "./power-meter.ts";
import type { Activity, Round } from "./rounds.ts";

export interface RoundSettings {
  readonly fold: FoldedReplicas;
  readonly contention: boolean;
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
}

/** What one activity did in a round; times in seconds from its start. */
export interface ActivityRun {
  readonly activity: Activity;
  readonly start: number;
  readonly end: number;
  /** By category, in the order of TIME_CATEGORIES; sums to end − start. Waiting for a resource is part of its use. */
  readonly seconds: Float64Array;
  readonly segments: readonly SegmentRun[];
}
export interface SegmentRun {
  /** undefined: `repetitions` more of the whole activity, each like the one before. */
  readonly segment: Segment | undefined;
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

interface State {
  readonly activity: Activity;
  readonly random: Random | undefined;
  readonly seconds: Float64Array;
  readonly segments: { segment: Segment | undefined; repetitions: number; start: number; end: number }[];
  start: number;
  end: number;
  /** Segment in progress, repetitions done, and when the segment began. */
  at: number;
  done: number;
  since: number;
  /** In a shared pool: power at full speed and now. */
  shared: boolean;
  fullWatts: number;
  watts: number;
  /** The scheduled event that counts; others are void. */
  stamp: number;
  /** Start of the repetition that is measured, and the seconds by category before it. */
  probe: { readonly start: number; readonly seconds: Float64Array; readonly joules: number } | undefined;
}

const CATEGORY = new Map(TIME_CATEGORIES.map((category, index) => [category, index]));

/**
 * Simulate what runs between two barriers: one event a segment and chip.
 *
 * Exclusive activities of a chip queue for it. A segment on the chip's own tiles or links takes its time; one on a
 * shared part of a machine is served at its fair share of the part's rate. The round starts at tick 0 of a clock
 * as fine as its span allows.
 */
export function runRound(round: Round, queue: EventQueue, settings: RoundSettings): RoundRun {
  const { fold, jitter } = settings;
  const tick = tickSecondsFor(longestSeconds(round, settings));
  const meter = createPowerMeter();
  const barrier = createBarrier(round.activities.length);
  const servers = new Map<number, FifoServer>();
  let endTick = 0;
  const states = round.activities.map((activity, index) => initialState(activity, index, settings));
  const schedule = (index: number, due: number): void => queue.push(due, index, ++states[index]!.stamp);
  const share = createFairShare(fold.capacities, (index, due, speed) => {
    const state = states[index]!;
    setWatts(state, state.fullWatts * speed);
    schedule(index, due);
  });
  let now = 0;
  const setWatts = (state: State, watts: number): void => {
    meter.change(now, watts - state.watts);
    state.watts = watts;
  };

  const begin = (index: number): void => {
    const state = states[index]!;
    state.start = now;
    beginSegment(index);
  };
  const beginSegment = (index: number): void => {
    const state = states[index]!;
    const segment = state.activity.segments[state.at]!;
    const slow =
      segment.resource === "tiles" && state.random ? 1 + Math.abs(drawNormal(state.random)) * jitter : 1;
    const ticks = toTicks(segment.seconds * slow, tick);
    state.since = now;
    state.fullWatts = ticks > 0 ? (segmentJoules(segment) * fold.chipsPerChip) / (ticks * tick) : 0;
    const claims = claimsOf(state.activity, segment, settings);
    state.shared = claims.length > 0;
    if (state.shared) share.begin(index, now, ticks, segment.bytes / segment.seconds, claims);
    else {
      setWatts(state, state.fullWatts);
      schedule(index, now + ticks);
    }
  };
  const endSegment = (index: number): void => {
    const state = states[index]!;
    const segment = state.activity.segments[state.at]!;
    if (state.shared) share.end(index, now);
    setWatts(state, 0);
    charge(state.seconds, segment, (now - state.since) * tick);
    if (settings.record) state.segments.push({ segment, repetitions: 1, start: state.since, end: now });
    if (++state.at < state.activity.segments.length) return beginSegment(index);
    state.at = 0;
    if (++state.done === state.activity.times) return end(index);
    if (!settings.skipRepeats || barrier.missing() > 1) return beginSegment(index);
    if (state.probe !== undefined) return skipToEnd(index, state.probe);
    state.probe = { start: now, seconds: state.seconds.slice(), joules: activityJoules(state.activity) };
    beginSegment(index);
  };
  /** The activity is alone, so what is left of it repeats the last repetition. */
  const skipToEnd = (index: number, probe: NonNullable<State["probe"]>): void => {
    const state = states[index]!;
    const left = state.activity.times - state.done;
    const ticks = now - probe.start;
    for (let c = 0; c < state.seconds.length; c++)
      state.seconds[c]! += left * (state.seconds[c]! - probe.seconds[c]!);
    if (settings.record)
      state.segments.push({ segment: undefined, repetitions: left, start: now, end: now + left * ticks });
    if (ticks > 0) setWatts(state, (probe.joules * fold.chipsPerChip) / (ticks * tick));
    state.done = state.activity.times;
    schedule(index, now + left * ticks);
  };
  const end = (index: number): void => {
    const state = states[index]!;
    setWatts(state, 0);
    state.end = now;
    endTick = Math.max(endTick, now);
    barrier.arrive();
    const next = state.activity.exclusive ? servers.get(state.activity.chip)!.leave() : undefined;
    if (next !== undefined) begin(next);
  };

  queue.clear();
  states.forEach(({ activity }, index) => {
    if (!activity.exclusive) return begin(index);
    const server = servers.get(activity.chip) ?? createFifoServer();
    servers.set(activity.chip, server);
    if (server.enter(index)) begin(index);
  });
  while (queue.pop()) {
    const state = states[queue.subject]!;
    if (queue.stamp !== state.stamp) continue;
    now = queue.time;
    if (state.done === state.activity.times) end(queue.subject);
    else endSegment(queue.subject);
  }
  const joules = states.reduce((sum, { activity }) => sum + activityJoules(activity) * activity.times, 0);
  return {
    seconds: endTick * tick,
    runs: states.map((state) => toRun(state, tick)),
    power: meter.spans(endTick, tick, joules * fold.chipsPerChip, settings.powerPieces),
    peakWatts: meter.peakWatts(),
  };
}

function initialState(activity: Activity, index: number, { jitter, seeds }: RoundSettings): State {
  return {
    activity,
    random: jitter > 0 ? createRandom(...seeds, index) : undefined,
    seconds: new Float64Array(TIME_CATEGORIES.length),
    segments: [],
    start: 0,
    end: 0,
    at: 0,
    done: 0,
    since: 0,
    shared: false,
    fullWatts: 0,
    watts: 0,
    stamp: 0,
    probe: undefined,
  };
}

function toRun({ activity, seconds, start, end, segments }: State, tick: number): ActivityRun {
  return {
    activity,
    start: start * tick,
    end: end * tick,
    seconds,
    segments: segments.map((run) => ({ ...run, start: run.start * tick, end: run.end * tick })),
  };
}

function claimsOf(
  { chip }: Activity,
  { resource, bytes, seconds }: Segment,
  { fold, contention }: RoundSettings,
): readonly Claim[] {
  return contention && bytes > 0 && seconds > 0 ? fold.claims(chip, resource) : [];
}

/** Spread actual time over the categories of a segment. */
function charge(seconds: Float64Array, segment: Segment, actual: number): void {
  if (segment.seconds === 0) return;
  for (const [category, part] of Object.entries(segment.time) as [(typeof TIME_CATEGORIES)[number], number][])
    seconds[CATEGORY.get(category)!]! += actual * (part / segment.seconds);
}

function segmentJoules({ energy }: Segment): number {
  return Object.values(energy).reduce((sum, joules) => sum + joules, 0);
}

function activityJoules({ segments }: Activity): number {
  return segments.reduce((sum, segment) => sum + segmentJoules(segment), 0);
}

/**
 * A bound on the length of a round, to choose its tick: the busiest chip with all it does in a row, as slow as
 * jitter and the fullest pool can make it.
 */
function longestSeconds({ activities }: Round, settings: RoundSettings): number {
  const perChip = new Map<number, number>();
  const demand = new Float64Array(settings.fold.capacities.length);
  for (const activity of activities) {
    let seconds = 0;
    for (const segment of activity.segments) {
      seconds += segment.seconds;
      if (segment.seconds > 0 && claimsOf(activity, segment, settings).length > 0) {
        const rate = segment.bytes / segment.seconds;
        for (const { pool, weight } of settings.fold.claims(activity.chip, segment.resource))
          demand[pool]! += weight * rate;
      }
    }
    perChip.set(activity.chip, (perChip.get(activity.chip) ?? 0) + activity.times * seconds);
  }
  const crowding = demand.reduce(
    (most, bytes, pool) => Math.max(most, bytes / settings.fold.capacities[pool]!),
    1,
  );
  return Math.max(0, ...perChip.values()) * crowding * (1 + settings.jitter * LARGEST_NORMAL);
}
