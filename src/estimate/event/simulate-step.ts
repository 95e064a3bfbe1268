import { createRandom, type Random } from "../../sim/random.ts";
import type { PowerSpan } from "../power/power-trace.ts";
import type { PricedPlan, Resource, TimeCategory } from "../priced-plan.ts";
import { createCompiler, type CompiledRound, type CompileRound } from "./compile-round.ts";
import { foldReplicas, unfoldReplicas, type FoldedReplicas } from "./fold-replicas.ts";
import { powerOfBlocks, type PowerBlock } from "./power-blocks.ts";
import { programRounds, type RoundBlock } from "./rounds.ts";
import type { RoundRun } from "./round-run.ts";
import { runRound } from "./run-round.ts";
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
  /** Segments to keep with their times, for charts and traces. */
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
  readonly options: { readonly seed: number; readonly jitter: number; readonly skipRepeats: boolean };
  readonly fold: FoldedReplicas;
  readonly capacities: readonly number[];
  readonly compile: CompileRound;
  readonly shuffle: Random | undefined;
  readonly powerPieces: number;
  readonly account: CriticalTime;
  readonly activities: SimulatedActivity[];
  readonly power: PowerBlock[];
  /** Segments that may still be kept. */
  room: number;
  seconds: number;
  peakWatts: number;
  /** Rounds simulated so far. */
  rounds: number;
}

/** Run the program of a plan round by round, and multiply what repeats. */
export function simulateStep(priced: PricedPlan, options: EventOptions = {}): SimulatedStep {
  const { program, repeats } = priced;
  const folded = programRounds(program);
  const { fold, blocks } =
    options.unfold === true
      ? unfoldReplicas(priced, folded)
      : { fold: foldReplicas(priced, folded), blocks: folded };
  const step = newStep(fold, blocks, options);
  let windowSeconds: number | undefined;
  for (const block of blocks) {
    const from = step.seconds;
    runBlock(step, block);
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
    activities: step.activities.sort((a, b) => a.start - b.start),
    windowSeconds: windowSeconds ?? step.seconds,
  };
}

function newStep(fold: FoldedReplicas, blocks: readonly RoundBlock[], options: EventOptions): Step {
  const { seed = 0, jitter = 0, routing = "expected", contention = true } = options;
  const { shuffleTies, traceSegments = 0, unlimited = [] } = options;
  const drawn = routing === "drawn" && waitsForExperts(blocks);
  const skipRepeats = jitter === 0 && !drawn && (options.skipRepeats ?? true);
  const rounds = blocks.reduce(
    (sum, block) => sum + block.rounds.length * (skipRepeats ? 1 : block.count),
    0,
  );
  return {
    options: { seed, jitter, skipRepeats },
    fold,
    capacities: fold.parts.map(({ part, bytesPerSecond }) =>
      unlimited.includes(part) ? Infinity : bytesPerSecond,
    ),
    compile: createCompiler(fold, { contention, jitter, routing }),
    shuffle: shuffleTies === undefined ? undefined : createRandom(shuffleTies),
    powerPieces: Math.max(1, Math.ceil((4 * POWER_PIECES) / Math.max(1, rounds))),
    account: createCriticalTime(fold.chips),
    activities: [],
    power: [],
    room: traceSegments,
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

function runBlock(step: Step, block: RoundBlock): void {
  const rounds = block.rounds.map(step.compile);
  if (step.options.skipRepeats) return runIteration(step, block, rounds, 0, block.count);
  for (let iteration = 0; iteration < block.count; iteration++)
    runIteration(step, block, rounds, iteration, Math.min(1, block.count - iteration));
}

/** The rounds of a block once, standing for `count` iterations that are alike. */
function runIteration(
  step: Step,
  block: RoundBlock,
  rounds: readonly CompiledRound[],
  iteration: number,
  count: number,
): void {
  const { powerPieces } = step;
  const { jitter, seed, skipRepeats } = step.options;
  const shown = Math.min(count, SHOWN - iteration);
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
  for (let at = 0; record && at < shown; at++)
    keepActivities(step, runs, step.seconds + at * seconds, iteration + at);
  const power = runs.map((run) => ({ seconds: run.seconds, power: run.power }));
  step.power.push({ seconds, count, runs: power });
  step.seconds += count * seconds;
}

function keepActivities(step: Step, runs: readonly RoundRun[], from: number, iteration: number): void {
  let offset = from;
  for (const round of runs) {
    for (const run of round.runs) {
      step.activities.push(simulatedActivity(run, offset, iteration, step.fold));
      step.room -= run.segments.length;
    }
    offset += round.seconds;
  }
}
