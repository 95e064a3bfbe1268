import { createRandom, type Random } from "../../sim/random.ts";
import type { PowerSpan } from "../power/power-trace.ts";
import type { PricedPlan, Resource, TimeCategory } from "../priced-plan.ts";
import { createCompiler, type CompiledRound, type CompileRound } from "./compile-round.ts";
import { foldReplicas, unfoldReplicas, type FoldedReplicas } from "./fold-replicas.ts";
import { powerOfBlocks, type PowerBlock } from "./power-blocks.ts";
import { programRounds, type RoundBlock } from "./rounds.ts";
import type { RoundRun } from "./round-run.ts";
import { runRound } from "./run-round.ts";
import { layersBefore, type LayersBefore } from "./layer-runs.ts";
import { simulatedActivity, type SimulatedActivity } from "./simulated-activity.ts";
import { createCriticalTime, type CriticalTime } from "./critical-time.ts";

export interface EventOptions {
  /** Seed of the jitter and of the drawn loads. */
  readonly seed?: number;
  /**
   * Compute segments take 1 + |N(0, jitter)| of their time: stragglers only, nothing beats its price. Drawn for the
   * replica that is simulated; the others are taken to be as late, and further runs of the program too. Default 0.
   */
  readonly jitter?: number;
  /**
   * drawn: each wait for the fullest experts is drawn, layer by layer and micro-batch by micro-batch, from the
   * distribution whose mean the closed form waits for. So a run may be faster than it; many runs together are not.
   * expected (default): all wait for that mean.
   */
  readonly routing?: "expected" | "drawn";
  /** False: every shared part serves all its chips at full rate. Default true. */
  readonly contention?: boolean;
  /** Of what is shared, these parts have enough for all, to see what sharing them costs. Default: none. */
  readonly unlimited?: readonly Resource[];
  /** Simulate every replica on every link and machine, instead of one that stands for all. Default false. */
  readonly unfold?: boolean;
  /** False: simulate every repetition, also where all are alike. Default true; jitter makes no two alike. */
  readonly skipRepeats?: boolean;
  /** Events of the same time in random order, by this seed; the answer is the same. Default: in order of arrival. */
  readonly shuffleTies?: number;
  /** Segments to keep with their times, for charts. */
  readonly traceSegments?: number;
}

export interface SimulatedStep {
  readonly seconds: number;
  readonly time: Readonly<Record<TimeCategory, number>>;
  /** Dynamic power over the step, and at its highest. */
  readonly power: readonly PowerSpan[];
  readonly peakWatts: number;
  /** What ran in the first run of the program: of repetitions that are alike the first two. In order of start. */
  readonly activities: readonly SimulatedActivity[];
  /** End of the first two repetitions in which all stages work. */
  readonly windowSeconds: number;
}

/** Repetitions of a block that charts show. */
const SHOWN = 2;
const POWER_PIECES = 160;

interface Step {
  readonly options: {
    readonly seed: number;
    readonly jitter: number;
    readonly skipRepeats: boolean;
    /** Of repetitions that are alike tell of all, not of the first two. */
    readonly wholeStep: boolean;
  };
  readonly fold: FoldedReplicas;
  readonly layersBefore: LayersBefore;
  readonly capacities: readonly number[];
  readonly compile: CompileRound;
  readonly shuffle: Random | undefined;
  readonly powerPieces: number;
  readonly account: CriticalTime;
  readonly power: PowerBlock[];
  /** Segments of which may still be told. */
  room: number;
  seconds: number;
  peakWatts: number;
  /** Rounds simulated so far. */
  rounds: number;
}

/** Run the program of a plan round by round, and multiply what repeats. */
export function simulateStep(priced: PricedPlan, options: EventOptions = {}): SimulatedStep {
  const { traceSegments = 0 } = options;
  const activities: SimulatedActivity[] = [];
  const rounds = runStep(priced, options, { wholeStep: false, room: traceSegments });
  for (;;) {
    const { done, value } = rounds.next();
    if (done === true) return { ...value, activities: activities.sort((a, b) => a.start - b.start) };
    activities.push(...value);
  }
}

/** The whole step as it runs: what ran between two barriers, batch by batch, so that none of it needs to be kept. */
export function* stepActivities(
  priced: PricedPlan,
  options: EventOptions = {},
): Generator<readonly SimulatedActivity[]> {
  yield* runStep(priced, options, { wholeStep: true, room: Infinity });
}

type Batches<T> = Generator<readonly SimulatedActivity[], T>;

function* runStep(
  priced: PricedPlan,
  options: EventOptions,
  shown: { readonly wholeStep: boolean; readonly room: number },
): Batches<Omit<SimulatedStep, "activities">> {
  const { program, repeats } = priced;
  const folded = programRounds(program);
  const { fold, blocks } =
    options.unfold === true
      ? unfoldReplicas(priced, folded)
      : { fold: foldReplicas(priced, folded), blocks: folded };
  const step = newStep(fold, blocks, layersBefore(priced.plan), options, shown);
  let windowSeconds: number | undefined;
  for (const block of blocks) {
    const from = step.seconds;
    yield* runBlock(step, block);
    const { count } = block;
    if (count > 1) windowSeconds ??= from + ((step.seconds - from) / count) * Math.min(SHOWN, count);
  }
  const time = step.account.time();
  for (const category of Object.keys(time) as TimeCategory[]) time[category] *= repeats;
  return {
    seconds: step.seconds * repeats,
    time,
    power: powerOfBlocks(step.power, repeats, POWER_PIECES),
    peakWatts: step.peakWatts,
    windowSeconds: windowSeconds ?? step.seconds,
  };
}

function newStep(
  fold: FoldedReplicas,
  blocks: readonly RoundBlock[],
  layers: LayersBefore,
  options: EventOptions,
  { wholeStep, room }: { readonly wholeStep: boolean; readonly room: number },
): Step {
  const { seed = 0, jitter = 0, routing = "expected", contention = true } = options;
  const { shuffleTies, unlimited = [] } = options;
  const drawn = routing === "drawn" && waitsForExperts(blocks);
  const skipRepeats = jitter === 0 && !drawn && (options.skipRepeats ?? true);
  const rounds = blocks.reduce(
    (sum, block) => sum + block.rounds.length * (skipRepeats ? 1 : block.count),
    0,
  );
  return {
    options: { seed, jitter, skipRepeats, wholeStep },
    fold,
    layersBefore: layers,
    capacities: fold.parts.map(({ part, bytesPerSecond }) =>
      unlimited.includes(part) ? Infinity : bytesPerSecond,
    ),
    compile: createCompiler(fold, { contention, jitter, routing }),
    shuffle: shuffleTies === undefined ? undefined : createRandom(shuffleTies),
    powerPieces: Math.max(1, Math.ceil((4 * POWER_PIECES) / Math.max(1, rounds))),
    account: createCriticalTime(fold.chips),
    power: [],
    room,
    seconds: 0,
    peakWatts: 0,
    rounds: 0,
  };
}

function waitsForExperts(blocks: readonly RoundBlock[]): boolean {
  return blocks.some(({ rounds }) =>
    rounds.some(({ activities }) =>
      activities.some(({ segments }) => segments.some(({ load }) => load !== undefined)),
    ),
  );
}

function* runBlock(step: Step, block: RoundBlock): Batches<void> {
  const rounds = block.rounds.map(step.compile);
  if (step.options.skipRepeats) return yield* runIteration(step, block, rounds, 0, block.count);
  for (let iteration = 0; iteration < block.count; iteration++)
    yield* runIteration(step, block, rounds, iteration, Math.min(1, block.count - iteration));
}

/** The rounds of a block once, standing for `count` iterations that are alike. */
function* runIteration(
  step: Step,
  block: RoundBlock,
  rounds: readonly CompiledRound[],
  iteration: number,
  count: number,
): Batches<void> {
  const { powerPieces } = step;
  const { jitter, seed, skipRepeats, wholeStep } = step.options;
  const shown = wholeStep ? count : Math.min(count, SHOWN - iteration);
  const record = shown > 0 && step.room > 0;
  const runs = rounds.map((round, index): RoundRun => {
    const run = runRound(round, {
      capacities: step.capacities,
      jitter,
      seeds: [seed, step.rounds++],
      skipRepeats,
      record,
      powerPieces,
      shuffle: step.shuffle,
    });
    step.account.add(block.rounds[index]!, run, count);
    step.peakWatts = Math.max(step.peakWatts, run.peakWatts);
    return run;
  });
  const seconds = runs.reduce((sum, run) => sum + run.seconds, 0);
  for (let at = 0; record && at < shown && step.room > 0; at++)
    yield* activitiesOf(step, runs, step.seconds + at * seconds, iteration + at);
  const power = runs.map((run) => ({ seconds: run.seconds, power: run.power }));
  step.power.push({ seconds, count, runs: power });
  step.seconds += count * seconds;
}

function* activitiesOf(
  step: Step,
  rounds: readonly RoundRun[],
  from: number,
  iteration: number,
): Batches<void> {
  let offset = from;
  for (const { runs, seconds } of rounds) {
    const activities = runs.map((run) => simulatedActivity(run, offset, iteration, step));
    for (const { segments } of activities) step.room -= segments.length;
    yield activities.sort((a, b) => a.start - b.start);
    offset += seconds;
  }
}
