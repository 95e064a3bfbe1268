import type { Random } from "../sim/random.ts";
import type { PassCost } from "./pass-costs.ts";
import type { Request, Served } from "./request.ts";
import type { ServingInput } from "./serving-input.ts";
import { drawTokens } from "./speculation.ts";

/** A request in its place of a batch. */
interface Place {
  readonly request: Request;
  tokens: number;
  firstTokenSeconds: number;
}

/** Requests that go through the pipeline together; as many groups as stages, so that every stage has work. */
interface Group {
  readonly capacity: number;
  places: Place[];
  /** Static batching: no one joins once answers are under way. */
  sealed: boolean;
  /** True while a pass of this group is in the pipeline. */
  away: boolean;
}

interface Pass {
  readonly kind: "prefill" | "decode";
  readonly group: Group;
  readonly places: readonly Place[];
  readonly stageSeconds: readonly number[];
  readonly stageChips: readonly number[];
}

export interface ReplicaCounts {
  joules: number;
  busySeconds: number;
  prefillPasses: number;
  decodePasses: number;
  decodedSamples: number;
}

/** One replica of the served model: a pipeline whose stages each hold a pass, or none. */
export interface Replica {
  /** Begin a cycle: seconds that it takes, or undefined where there is nothing to do. */
  readonly begin: () => number | undefined;
  /** The cycle is over at `now` (seconds): passes move on, the last one's tokens are there. */
  readonly end: (now: number) => void;
  /** True between cycles with nothing in the pipeline. */
  readonly idle: () => boolean;
  readonly served: readonly Served[];
  readonly counts: Readonly<ReplicaCounts>;
}

export function createReplica(input: ServingInput, waiting: Request[], random: Random): Replica {
  const stages = input.costs.stages;
  const groups = groupsOf(input, stages);
  const pipeline = new Array<Pass | undefined>(stages).fill(undefined);
  const served: Served[] = [];
  const counts = { joules: 0, busySeconds: 0, prefillPasses: 0, decodePasses: 0, decodedSamples: 0 };
  let turn = 0;
  let running = false;
  const begin = (): number | undefined => {
    const group = nextGroup(groups, turn, waiting.length > 0);
    turn = (turn + 1) % groups.length;
    const pass = group === undefined ? undefined : enter(group, waiting, input);
    if (pass !== undefined) count(counts, pass);
    pipeline[0] = pass?.pass;
    running = pipeline.some((one) => one !== undefined);
    if (!running) return undefined;
    const seconds = cycleSeconds(pipeline);
    counts.busySeconds += seconds;
    return seconds;
  };
  const end = (now: number): void => {
    const last = pipeline.pop();
    pipeline.unshift(undefined);
    running = false;
    if (last !== undefined) finish(last, now, { input, random, served });
  };
  return { begin, end, idle: () => !running, served, counts };
}

/** Places are spread over the groups as evenly as they go; no group without a place. */
function groupsOf({ slots }: ServingInput, stages: number): readonly Group[] {
  const groups = Math.min(stages, slots);
  return Array.from({ length: groups }, (_, index) => ({
    capacity: Math.floor((slots + index) / groups),
    places: [],
    sealed: false,
    away: false,
  }));
}

/** The next group, from `turn` on, that is not under way and has something to do. */
function nextGroup(groups: readonly Group[], turn: number, someWait: boolean): Group | undefined {
  for (let step = 0; step < groups.length; step++) {
    const group = groups[(turn + step) % groups.length]!;
    if (group.away) continue;
    if (group.places.length > 0 || (someWait && room(group) > 0)) return group;
  }
  return undefined;
}

function room({ capacity, places, sealed }: Group): number {
  return sealed ? 0 : capacity - places.length;
}

interface Entered {
  readonly pass: Pass;
  readonly joules: number;
}

/** What a group does next: read prompts if any wait and there is room, else advance its answers. */
function enter(group: Group, waiting: Request[], input: ServingInput): Entered {
  const taken = waiting.splice(0, Math.min(room(group), input.promptsPerPass));
  group.away = true;
  if (taken.length > 0) return prefill(group, taken, input);
  group.sealed = input.batching === "static";
  return decode(group, input);
}

function prefill(group: Group, taken: readonly Request[], { costs }: ServingInput): Entered {
  const places = taken.map((request) => ({ request, tokens: 0, firstTokenSeconds: 0 }));
  group.places.push(...places);
  const cost = costs.prefill(taken.length, Math.max(...taken.map(({ promptTokens }) => promptTokens)));
  return { pass: { kind: "prefill", group, places, ...cost }, joules: cost.joules };
}

function decode(group: Group, { costs, speculation }: ServingInput): Entered {
  const { places } = group;
  const context =
    places.reduce((sum, { request, tokens }) => sum + request.promptTokens + tokens, 0) / places.length;
  const cost: PassCost = costs.decode(places.length, context);
  const draft = speculation?.draft(places.length, context) ?? { seconds: 0, joules: 0 };
  const [first = 0, ...others] = cost.stageSeconds;
  return {
    pass: {
      kind: "decode",
      group,
      places: [...places],
      stageSeconds: [draft.seconds + first, ...others],
      stageChips: cost.stageChips,
    },
    joules: cost.joules + draft.joules,
  };
}

function count(counts: ReplicaCounts, { pass, joules }: Entered): void {
  counts.joules += joules;
  if (pass.kind === "prefill") counts.prefillPasses += 1;
  else {
    counts.decodePasses += 1;
    counts.decodedSamples += pass.places.length;
  }
}

/** Until every pass may move on: the stages of the busiest chip, one after the other. */
function cycleSeconds(pipeline: readonly (Pass | undefined)[]): number {
  const busy = new Map<number, number>();
  pipeline.forEach((pass, stage) => {
    if (pass === undefined) return;
    const chip = pass.stageChips[stage] ?? stage;
    busy.set(chip, (busy.get(chip) ?? 0) + (pass.stageSeconds[stage] ?? 0));
  });
  return Math.max(0, ...busy.values());
}

interface Finishing {
  readonly input: ServingInput;
  readonly random: Random;
  readonly served: Served[];
}

/** The tokens of a pass that left the last stage; answers that are complete leave their places. */
function finish({ group, places, kind }: Pass, now: number, { input, random, served }: Finishing): void {
  group.away = false;
  for (const place of places) {
    const { request } = place;
    if (place.tokens >= request.generatedTokens) continue;
    if (kind === "prefill") place.firstTokenSeconds = now;
    const given = kind === "decode" && input.speculation ? drawTokens(input.speculation, random) : 1;
    place.tokens = Math.min(request.generatedTokens, place.tokens + given);
    if (place.tokens === request.generatedTokens)
      served.push({ request, firstTokenSeconds: place.firstTokenSeconds, doneSeconds: now });
  }
  const complete = ({ request, tokens }: Place): boolean => tokens >= request.generatedTokens;
  if (!group.sealed) group.places = group.places.filter((place) => !complete(place));
  else if (group.places.every(complete)) {
    group.places = [];
    group.sealed = false;
  }
}
