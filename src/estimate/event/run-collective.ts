import type { Simulation } from "../../sim/simulation.ts";
import { toTicks } from "../../sim/ticks.ts";
import type { Phase, RingLink, Rotation } from "./collective-steps.ts";

/** Collectives that run step by step on a simulation one of whose handlers is `arrived`. */
export interface Collectives {
  /** Begin now for all members; `done` is called when the last has all that is sent to it. */
  readonly begin: (phases: readonly Phase[], done: () => void) => void;
  /** One message beside them, over the link from one member to another; `done` is called when it is there. */
  readonly message: (from: number, to: number, bytes: number, link: RingLink, done: () => void) => void;
  /** What happens when a message arrives: (stop, step). */
  readonly arrived: (stop: number, step: number) => void;
}

/** A collective in progress. */
interface Running {
  readonly phases: readonly RunningPhase[];
  readonly done: () => void;
  /** Members that have not ended. */
  left: number;
}

interface RunningPhase {
  /** Places in rotations, by member. */
  readonly stopsOf: ReadonlyMap<number, readonly Stop[]>;
  /** Arrivals of this phase that a member waits for. */
  readonly awaited: Map<number, number>;
}

/** A member in a rotation. */
interface Stop {
  readonly running: Running;
  readonly member: number;
  readonly phase: number;
  /** Number of the stop that it sends to, and of the link there. */
  readonly next: number;
  readonly link: number;
  readonly sendTicks: readonly number[];
  readonly latencyTicks: number;
  /** Its member is in the phase; steps that may be sent once it is. */
  entered: boolean;
  ready: number;
}

/**
 * A link carries one message after the other, in order of arrival; the link from one member to another is one, whoever uses
 * it that way round. `handler`: the number by which the simulation knows `arrived`.
 */
export function createCollectives(
  simulation: () => Simulation,
  handler: number,
  tickSeconds: number,
): Collectives {
  const linkOf = createLinkNumbers();
  const free: number[] = [];
  const stops: Stop[] = [];
  const send = (stop: Stop, step: number): void => {
    const { at, now } = simulation();
    const sent = Math.max(now(), free[stop.link] ?? 0) + stop.sendTicks[step]!;
    free[stop.link] = sent;
    at(sent + stop.latencyTicks, handler, stop.next, step);
  };
  const enter = (running: Running, phase: number, member: number): void => {
    const own = running.phases[phase];
    if (own === undefined) {
      if (--running.left === 0) running.done();
      return;
    }
    for (const stop of own.stopsOf.get(member) ?? []) {
      stop.entered = true;
      for (let step = 0; step <= Math.min(stop.ready, stop.sendTicks.length - 1); step++) send(stop, step);
    }
    if ((own.awaited.get(member) ?? 0) === 0) enter(running, phase + 1, member);
  };
  return {
    begin: (phases, done) => {
      const members = new Set(phases.flatMap((phase) => phase.flatMap(({ ring }) => ring)));
      if (members.size === 0) return done();
      const inPhases: RunningPhase[] = [];
      const running: Running = { phases: inPhases, done, left: members.size };
      phases.forEach((rotations, phase) => {
        const made = rotations.flatMap((rotation) => {
          const settings = { running, phase, first: stops.length, linkOf, tickSeconds };
          const own = stopsOf(rotation, settings);
          stops.push(...own);
          return own;
        });
        inPhases.push(runningPhase(made));
      });
      for (const member of members) enter(running, 0, member);
    },
    message: (from, to, bytes, link, done) => {
      const running = { phases: [{ stopsOf: new Map(), awaited: new Map([[to, 1]]) }], done, left: 1 };
      const { sendTicks, latencyTicks, number } = {
        ...ticksOf([bytes], link, tickSeconds),
        number: stops.length,
      };
      const sender = { running, member: from, phase: 0, next: number, link: linkOf(from, to, false) };
      stops.push({ ...sender, member: to, sendTicks: [], latencyTicks, entered: true, ready: 0 });
      send({ ...sender, sendTicks, latencyTicks, entered: true, ready: 0 }, 0);
    },
    arrived: (number, step) => {
      const stop = stops[number]!;
      const { running, member, phase } = stop;
      const { awaited } = running.phases[phase]!;
      const left = awaited.get(member)! - 1;
      awaited.set(member, left);
      stop.ready = step + 1;
      if (stop.entered && step + 1 < stop.sendTicks.length) send(stop, step + 1);
      if (stop.entered && left === 0) enter(running, phase + 1, member);
    },
  };
}

function createLinkNumbers(): (from: number, to: number, back: boolean) => number {
  const known = new Map<string, number>();
  return (from, to, back) => {
    const key = `${from} ${to} ${back}`;
    const link = known.get(key) ?? known.size;
    known.set(key, link);
    return link;
  };
}

function runningPhase(stops: readonly Stop[]): RunningPhase {
  const stopsOfMember = new Map<number, Stop[]>();
  const awaited = new Map<number, number>();
  for (const stop of stops) {
    const { member, sendTicks } = stop;
    const own = stopsOfMember.get(member) ?? [];
    stopsOfMember.set(member, own);
    own.push(stop);
    awaited.set(member, (awaited.get(member) ?? 0) + sendTicks.length);
  }
  return { stopsOf: stopsOfMember, awaited };
}

function stopsOf(
  { ring, bytes, link, back = false }: Rotation,
  settings: {
    readonly running: Running;
    readonly phase: number;
    readonly first: number;
    readonly linkOf: (from: number, to: number, back: boolean) => number;
    readonly tickSeconds: number;
  },
): readonly Stop[] {
  const { running, phase, first, linkOf, tickSeconds } = settings;
  const { sendTicks, latencyTicks } = ticksOf(bytes, link, tickSeconds);
  return ring.map((member, at) => {
    const next = (at + 1) % ring.length;
    return {
      ...{ running, member, phase, next: first + next, link: linkOf(member, ring[next]!, back) },
      ...{ sendTicks, latencyTicks, entered: false, ready: 0 },
    };
  });
}

function ticksOf(
  bytes: readonly number[],
  { bytesPerSecond, latencySeconds }: RingLink,
  tickSeconds: number,
): Pick<Stop, "sendTicks" | "latencyTicks"> {
  return {
    sendTicks: bytes.map((size) => toTicks(size / bytesPerSecond, tickSeconds)),
    latencyTicks: toTicks(latencySeconds, tickSeconds),
  };
}
