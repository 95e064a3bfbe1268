import { createBarrier, type Barrier } from "../../sim/barrier.ts";
import { familiesOf, type Family } from "./families.ts";
import { refuseDeadlock } from "../../sim/deadlock.ts";
import { createFairShare, type FairShare } from "../../sim/fair-share.ts";
import { createRandom, drawNormal, type Random } from "../../sim/random.ts";
import { createServer, type Server } from "../../sim/server.ts";
import { createSimulation, type Simulation } from "../../sim/simulation.ts";
import { toTicks } from "../../sim/ticks.ts";
import { TIME_CATEGORIES, type Segment } from "../priced-plan.ts";
import {
  waitSeconds,
  type CompiledActivity,
  type CompiledRound,
  type CompiledSegment,
} from "./compile-round.ts";
import { createPowerMeter, type PowerMeter } from "./power-meter.ts";
import type { ActivityRun, RoundRun, RoundSettings, SegmentRun } from "./round-run.ts";

/** One activity in progress; times in ticks. */
interface State {
  readonly compiled: CompiledActivity;
  readonly random: Random | undefined;
  readonly seconds: Float64Array;
  readonly segments: SegmentRun[];
  start: number;
  end: number;
  /** Segment in progress, when it began, and repetitions done. */
  at: number;
  since: number;
  done: number;
  /** Power at full speed, and now. */
  fullWatts: number;
  watts: number;
  /** The scheduled event that counts; earlier ones are void. */
  stamp: number;
  /** The repetition that is measured: its start, and the seconds by category until then. */
  probe: { readonly start: number; readonly seconds: Float64Array } | undefined;
  /** The same activity of all replicas that are simulated. */
  readonly family: Family;
}

interface Running {
  readonly tick: number;
  readonly settings: RoundSettings;
  readonly states: readonly State[];
  readonly simulation: Simulation;
  readonly meter: PowerMeter;
  readonly barrier: Barrier;
  /** The chips. */
  readonly servers: ReadonlyMap<number, Server>;
  readonly share: FairShare;
  now: number;
}

/**
 * Simulate what runs between two barriers: one event a segment and chip.
 *
 * Exclusive activities of a chip queue for it. A segment on the chip's own tiles or links takes its time; one on a
 * shared part of a machine is served at its fair share of the part's rate. The round starts at tick 0 of a clock
 * as fine as its span allows.
 */
export function runRound(round: CompiledRound, settings: RoundSettings): RoundRun {
  const running = start(round, settings);
  const { states, meter, tick } = running;
  running.simulation.run();
  refuseDeadlock([...running.servers.values()], (job) => labelOf(states[job]!));
  const endTick = states.reduce((last, state) => Math.max(last, state.end), 0);
  return {
    seconds: endTick * tick,
    runs: states.map((state) => toRun(state, tick)),
    power: meter.spans(endTick, tick, round.joules, settings.powerPieces),
    peakWatts: meter.peakWatts(),
  };
}

function labelOf({ compiled: { activity } }: State): string {
  return `${activity.label} of ${activity.row}`;
}

function segmentDone(running: Running, index: number, stamp: number): void {
  const state = running.states[index]!;
  if (stamp !== state.stamp) return;
  running.now = running.simulation.now();
  if (state.done === state.compiled.activity.times) end(running, index);
  else endSegment(running, index);
}

function start(round: CompiledRound, settings: RoundSettings): Running {
  const random = settings.jitter > 0 || round.drawn;
  const families = familiesOf(round.activities);
  const states = round.activities.map((compiled, index) =>
    initialState(compiled, index, families.get(compiled.activity.segments)!, settings, random),
  );
  const servers = new Map<number, Server>();
  for (const { activity } of round.activities)
    if (activity.exclusive && !servers.has(activity.chip))
      servers.set(activity.chip, createServer(`chip ${activity.chip}`));
  const running: Running = {
    tick: round.tickSeconds,
    settings,
    states,
    simulation: createSimulation(
      [(index, stamp) => segmentDone(running, index, stamp), (index) => repetitionDone(running, index)],
      settings.shuffle,
    ),
    meter: createPowerMeter(),
    barrier: createBarrier(states.length),
    servers,
    share: createFairShare(settings.capacities, (index, due, speed) => {
      const state = states[index]!;
      setWatts(running, state, state.fullWatts * speed);
      schedule(running, index, due);
    }),
    now: 0,
  };
  round.activities.forEach(({ activity }, index) => {
    if (!activity.exclusive || servers.get(activity.chip)!.enter(index)) begin(running, index);
  });
  return running;
}

function begin(running: Running, index: number): void {
  running.states[index]!.start = running.now;
  beginSegment(running, index);
}

/** A collective between replicas begins when all of its members are there. */
function beginSegment(running: Running, index: number): void {
  const state = running.states[index]!;
  const { gang } = state.compiled.segments[state.at]!;
  state.since = running.now;
  if (gang === undefined) return serve(running, index);
  for (const member of state.family.gangs.arrive(gang, index)) serve(running, member);
}

function serve(running: Running, index: number): void {
  const { tick, now, share } = running;
  const state = running.states[index]!;
  const compiled = state.compiled.segments[state.at]!;
  const { joules, claims, bytesPerSecond } = compiled;
  const ticks = toTicks(ownSeconds(state, compiled, running.settings), tick);
  state.fullWatts = ticks > 0 ? joules / (ticks * tick) : 0;
  if (claims.length > 0) return share.begin(index, now, ticks, bytesPerSecond, claims);
  setWatts(running, state, state.fullWatts);
  schedule(running, index, now + ticks);
}

/** Seconds of a segment without contention: the wait for the fullest experts as drawn, compute as late as drawn. */
function ownSeconds(state: State, { segment, loads }: CompiledSegment, settings: RoundSettings): number {
  if (loads !== undefined && state.random !== undefined) return waitSeconds(segment, loads, state.random());
  return segment.seconds * slowDown(state, segment, settings);
}

/** Compute is late, never early: 1 + |N(0, jitter)|. */
function slowDown({ random }: State, { resource }: Segment, { jitter }: RoundSettings): number {
  return random === undefined || jitter === 0 || resource !== "tiles"
    ? 1
    : 1 + Math.abs(drawNormal(random)) * jitter;
}

/** The segment's part is free; a collective between replicas ends with its last member. */
function endSegment(running: Running, index: number): void {
  const { now, share } = running;
  const state = running.states[index]!;
  const { claims, gang } = state.compiled.segments[state.at]!;
  if (claims.length > 0) share.end(index, now);
  setWatts(running, state, 0);
  if (gang === undefined) return leaveSegment(running, index);
  for (const member of state.family.gangs.leave(gang, index)) leaveSegment(running, member);
}

function leaveSegment(running: Running, index: number): void {
  const { now, tick, settings, barrier, simulation } = running;
  const state = running.states[index]!;
  const { family } = state;
  const { activity, segments } = state.compiled;
  const compiled = segments[state.at]!;
  charge(state.seconds, compiled, (now - state.since) * tick);
  if (settings.record) record(state, compiled, 1, state.since, now);
  if (++state.at < segments.length) return beginSegment(running, index);
  state.at = 0;
  if (++state.done === activity.times) return end(running, index);
  if (!settings.skipRepeats || barrier.missing() > family.left) return beginSegment(running, index);
  family.arrived = family.tick === now ? family.arrived + 1 : 1;
  family.tick = now;
  if (family.left === 1) repetitionDone(running, index);
  else simulation.at(now, 1, index, ++state.stamp);
}

/** Of copies that are alone and end a repetition together, what is left repeats: one more is measured, then multiplied. */
function repetitionDone(running: Running, index: number): void {
  const { now, barrier } = running;
  const state = running.states[index]!;
  const { left, tick, arrived } = state.family;
  const together = tick === now && arrived === left && barrier.missing() === left;
  if (together && state.probe !== undefined) return skipToEnd(running, index, state.probe);
  state.probe = together ? { start: now, seconds: state.seconds.slice() } : undefined;
  beginSegment(running, index);
}

/** What is left of an activity repeats the last repetition. */
function skipToEnd(running: Running, index: number, probe: NonNullable<State["probe"]>): void {
  const { now, tick, settings } = running;
  const state = running.states[index]!;
  const left = state.compiled.activity.times - state.done;
  const ticks = now - probe.start;
  for (let at = 0; at < state.seconds.length; at++)
    state.seconds[at]! += left * (state.seconds[at]! - probe.seconds[at]!);
  if (settings.record) record(state, undefined, left, now, now + left * ticks);
  if (ticks > 0) setWatts(running, state, state.compiled.joules / (ticks * tick));
  state.done = state.compiled.activity.times;
  schedule(running, index, now + left * ticks);
}

function end(running: Running, index: number): void {
  const state = running.states[index]!;
  const { activity } = state.compiled;
  setWatts(running, state, 0);
  state.end = running.now;
  state.family.left--;
  running.barrier.arrive();
  const next = activity.exclusive ? running.servers.get(activity.chip)!.leave(index) : -1;
  if (next >= 0) begin(running, next);
}

function schedule({ simulation, states }: Running, index: number, due: number): void {
  simulation.at(due, 0, index, ++states[index]!.stamp);
}

function setWatts({ meter, now }: Running, state: State, watts: number): void {
  if (watts !== state.watts) meter.change(now, watts - state.watts);
  state.watts = watts;
}

/** Spread actual time over the categories of a segment. */
function charge(seconds: Float64Array, { categories, shares }: CompiledSegment, actual: number): void {
  for (let part = 0; part < categories.length; part++) seconds[categories[part]!]! += actual * shares[part]!;
}

function record(
  { segments }: State,
  compiled: CompiledSegment | undefined,
  repetitions: number,
  start: number,
  end: number,
): void {
  segments.push({ compiled, repetitions, start, end });
}

function initialState(
  compiled: CompiledActivity,
  index: number,
  family: Family,
  { seeds }: RoundSettings,
  random: boolean,
): State {
  return {
    compiled,
    family,
    random: random ? createRandom(...seeds, index) : undefined,
    seconds: new Float64Array(TIME_CATEGORIES.length),
    segments: [],
    start: 0,
    end: 0,
    at: 0,
    since: 0,
    done: 0,
    fullWatts: 0,
    watts: 0,
    stamp: 0,
    probe: undefined,
  };
}

function toRun({ compiled, seconds, start, end, segments }: State, tick: number): ActivityRun {
  return {
    activity: compiled.activity,
    start: start * tick,
    end: end * tick,
    seconds,
    segments: segments.map((run) => scaled(run, tick)),
  };
}

function scaled({ compiled, repetitions, start, end }: SegmentRun, tick: number): SegmentRun {
  return { compiled, repetitions, start: start * tick, end: end * tick };
}
