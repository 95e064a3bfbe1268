import {
  allReducePhases,
  allToAllPhases,
  halfPhases,
  type Phase,
  type RingAlgorithm,
  type RingLink,
} from "../estimate/event/collective-steps.ts";
import { createCollectives, type Collectives } from "../estimate/event/run-collective.ts";
import { longestSeconds } from "../estimate/event/time-collective.ts";
import { createServer, type Server } from "../sim/server.ts";
import { createSimulation, type Simulation } from "../sim/simulation.ts";
import { tickSecondsFor, toTicks } from "../sim/ticks.ts";
import { readWork, type EtWork } from "./et-work.ts";
import type { EtTrace } from "./et-trace.ts";

/** What traces are replayed on: NPUs that are all alike, each with a link to the next of every ring it is in. */
export interface ReplaySystem {
  readonly link: RingLink;
  readonly algorithm: RingAlgorithm;
  /** Of each NPU's own off-chip memory. */
  readonly memoryBytesPerSecond: number;
  /** NPUs of each process group, by its name. A group that is not named here is all NPUs. */
  readonly groups: ReadonlyMap<string, readonly number[]>;
}

export interface Replay {
  readonly kind: "replay";
  /** From the first node to the last. */
  readonly seconds: number;
  readonly events: number;
  readonly npus: readonly NpuReplay[];
}

export interface NpuReplay {
  /** Its last node ends. */
  readonly seconds: number;
  readonly computeSeconds: number;
  readonly memorySeconds: number;
  /** Bytes that it sends in collectives and messages. */
  readonly bytesSent: number;
}

/** Nodes that wait for ever, or a file that is not right: what a person can put right. */
export interface NoReplay {
  readonly kind: "no replay";
  readonly reasons: readonly string[];
}

/** A node of an NPU in progress. */
interface Job {
  readonly npu: number;
  readonly work: EtWork;
  waitsFor: number;
  readonly followers: number[];
  done: boolean;
}

interface Meeting {
  readonly members: readonly number[];
  readonly jobs: number[];
}

const DONE = 0;
const ARRIVED = 1;

/**
 * Run one trace an NPU on the engine: a node begins when all that it depends on has ended; an NPU computes one node at a
 * time and moves one through its memory; a collective begins when all members of its group are there, and runs step by step
 * over their links, as does a message from one to another.
 */
export function replay(traces: readonly EtTrace[], system: ReplaySystem): Replay | NoReplay {
  const read = traces.map((trace, npu) => readWork(trace, npu));
  const reasons = read.flatMap((one) => ("reasons" in one ? one.reasons : []));
  if (reasons.length > 0) return { kind: "no replay", reasons };
  const jobs = jobsOf(read.map((one) => ("works" in one ? one.works : [])));
  const run = startRun(jobs, traces.length, system);
  const events = run.simulation.run();
  const waiting = jobs.filter(({ done }) => !done);
  if (waiting.length > 0) return { kind: "no replay", reasons: waitingTexts(waiting, jobs) };
  const npus = run.npus.map((npu) => ({ ...npu, seconds: npu.seconds * run.tick }));
  return { kind: "replay", seconds: Math.max(0, ...npus.map(({ seconds }) => seconds)), events, npus };
}

function jobsOf(traces: readonly (readonly EtWork[])[]): Job[] {
  const jobs: Job[] = [];
  traces.forEach((works, npu) => {
    const numbers = new Map(works.map(({ id }, at) => [id, jobs.length + at]));
    for (const work of works)
      jobs.push({ npu, work, waitsFor: work.after.length, followers: [], done: false });
    for (const { id, after } of works)
      for (const before of after) jobs[numbers.get(before)!]!.followers.push(numbers.get(id)!);
  });
  return jobs;
}

interface Run {
  readonly jobs: readonly Job[];
  readonly system: ReplaySystem;
  readonly simulation: Simulation;
  readonly collectives: Collectives;
  readonly tick: number;
  readonly npus: { seconds: number; computeSeconds: number; memorySeconds: number; bytesSent: number }[];
  readonly servers: readonly { readonly compute: Server; readonly memory: Server }[];
  /** Collectives and messages that wait for members. */
  readonly meetings: Map<string, Meeting>;
}

function startRun(jobs: readonly Job[], count: number, system: ReplaySystem): Run {
  const tick = tickSecondsFor(spanOf(jobs, count, system));
  const simulation = createSimulation([
    (job) => finish(run, job),
    (stop, step) => run.collectives.arrived(stop, step),
  ]);
  const run: Run = {
    ...{ jobs, system, simulation, tick, meetings: new Map<string, Meeting>() },
    collectives: createCollectives(() => simulation, ARRIVED, tick),
    npus: Array.from({ length: count }, () => ({
      ...{ seconds: 0, computeSeconds: 0, memorySeconds: 0, bytesSent: 0 },
    })),
    servers: Array.from({ length: count }, (_, npu) => ({
      compute: createServer(`NPU ${npu}`),
      memory: createServer(`memory of NPU ${npu}`),
    })),
  };
  jobs.forEach(({ work }, number) => {
    if (work.after.length === 0) begin(run, number);
  });
  return run;
}

function serverOf({ servers }: Run, { npu, work }: Job): Server | undefined {
  return work.kind === "compute" || work.kind === "memory" ? servers[npu]![work.kind] : undefined;
}

function begin(run: Run, number: number): void {
  const job = run.jobs[number]!;
  const server = serverOf(run, job);
  if (server !== undefined) {
    if (server.enter(number)) serve(run, number);
  } else if (job.work.kind === "nothing") finish(run, number);
  else meet(run, number);
}

function serve({ jobs, npus, simulation, system, tick }: Run, number: number): void {
  const { npu, work } = jobs[number]!;
  const seconds = secondsOf(work, system);
  if (work.kind === "compute") npus[npu]!.computeSeconds += seconds;
  if (work.kind === "memory") npus[npu]!.memorySeconds += seconds;
  simulation.at(simulation.now() + toTicks(seconds, tick), DONE, number);
}

function finish(run: Run, number: number): void {
  const job = run.jobs[number]!;
  const npu = run.npus[job.npu]!;
  job.done = true;
  npu.seconds = run.simulation.now();
  const next = serverOf(run, job)?.leave(number) ?? -1;
  if (next >= 0) serve(run, next);
  for (const follower of job.followers) if (--run.jobs[follower]!.waitsFor === 0) begin(run, follower);
}

/** The last who comes begins for all. */
function meet(run: Run, number: number): void {
  const { jobs, meetings, npus, collectives, system } = run;
  const { npu, work } = jobs[number]!;
  const { key, members } = partnersOf(npu, work, npus.length, system);
  const meeting = meetings.get(key) ?? { members, jobs: [] };
  meetings.set(key, meeting);
  meeting.jobs.push(number);
  if (meeting.jobs.length < members.length) return;
  meetings.delete(key);
  const done = (): void => meeting.jobs.forEach((job) => finish(run, job));
  if (work.kind === "collective") {
    const phases = phasesOf(work, members, system);
    for (const { ring, bytes } of phases.flat())
      for (const member of ring) npus[member]!.bytesSent += bytes.reduce((sum, size) => sum + size, 0);
    collectives.begin(phases, done);
  } else if (work.kind === "message") {
    npus[work.from]!.bytesSent += work.bytes;
    collectives.message(work.from, work.to, work.bytes, system.link, done);
  }
}

function secondsOf(work: EtWork, { memoryBytesPerSecond }: ReplaySystem): number {
  if (work.kind === "compute") return work.seconds;
  return work.kind === "memory" ? work.bytes / memoryBytesPerSecond : 0;
}

/** Who takes part, and what tells this meeting from others: its place in the order of its group's, or the message's tag. */
function partnersOf(npu: number, work: EtWork, count: number, { groups }: ReplaySystem) {
  if (work.kind === "message")
    return { key: `${work.from}>${work.to} ${work.tag} ${work.at}`, members: [work.from, work.to] };
  const group = work.kind === "collective" ? work.group : "";
  const at = work.kind === "collective" ? work.at : 0;
  const all = Array.from({ length: count }, (_, member) => member);
  const members = groups.get(group) ?? all;
  return { key: `group ${group} ${members.includes(npu) ? at : `of ${npu}`}`, members };
}

function phasesOf(
  work: EtWork & { readonly kind: "collective" },
  ring: readonly number[],
  { link, algorithm }: ReplaySystem,
): readonly Phase[] {
  const { collective, bytes } = work;
  if (collective === "ALL_REDUCE") return allReducePhases(bytes, ring, link, algorithm);
  if (collective === "ALL_TO_ALL") return allToAllPhases(bytes, ring, link, algorithm);
  if (collective === "REDUCE_SCATTER") return halfPhases("reduce-scatter", bytes, ring, link, algorithm);
  return collective === "BARRIER" ? [] : halfPhases("all-gather", bytes, ring, link, algorithm);
}

/** A bound on the length of the run: all one after the other. */
function spanOf(jobs: readonly Job[], count: number, system: ReplaySystem): number {
  let seconds = 0;
  for (const { npu, work } of jobs) {
    seconds += secondsOf(work, system);
    if (work.kind === "message")
      seconds += work.bytes / system.link.bytesPerSecond + system.link.latencySeconds;
    if (work.kind !== "collective") continue;
    const { members } = partnersOf(npu, work, count, system);
    seconds += longestSeconds(phasesOf(work, members, system)) / Math.max(1, members.length);
  }
  return seconds;
}

const TOLD = 5;

/** The first that wait: for a node that never ended, or for members who never came. */
function waitingTexts(waiting: readonly Job[], jobs: readonly Job[]): readonly string[] {
  const done = new Set(jobs.filter((job) => job.done).map(({ npu, work }) => `${npu} ${work.id}`));
  const texts = waiting.flatMap(({ npu, waitsFor, work }) => {
    if (waitsFor > 0) return [];
    const place = `NPU ${npu}, node ${work.id} "${work.name}"`;
    if (work.kind === "message")
      return [`${place} waits for the other end: ${work.from} to ${work.to}, tag ${work.tag}`];
    return work.kind === "collective"
      ? [`${place} waits for others of group "${work.group}", its collective ${work.at + 1} there`]
      : [];
  });
  if (texts.length > 0) return texts.slice(0, TOLD);
  const [{ npu, work }] = waiting as [Job];
  const open = work.after.find((id) => !done.has(`${npu} ${id}`));
  return [`NPU ${npu}, node ${work.id} "${work.name}" waits for node ${open ?? "?"}, which waits for it`];
}
