import { createRandom } from "../../sim/random.ts";
import { EventQueue } from "../../sim/event-queue.ts";
import type { PricedPlan, TimeCategory } from "../priced-plan.ts";
import { foldReplicas } from "./fold-replicas.ts";
import { powerOfBlocks, type PowerBlock } from "./power-blocks.ts";
import type { PowerSpan } from "../power-trace.ts";
import { programRounds, type RoundBlock } from "./rounds.ts";
import { runRound, type RoundRun } from "./run-round.ts";
import { simulatedActivity, type SimulatedActivity } from "./simulated-activity.ts";
import { createStepAccount } from "./step-account.ts";

export interface EventOptions {
  /** Seed of the jitter. */
  readonly seed?: number;
  /** Compute segments take 1 + |N(0, jitter)| of their time: stragglers only, nothing beats its price. Default 0. */
  readonly jitter?: number;
  /** False: every shared part serves all its chips at full rate. Default true. */
  readonly contention?: boolean;
  /** False: simulate every repetition, also where all are alike. Default true; jitter makes no two alike. */
  readonly skipRepeats?: boolean;
  /** Events of the same time in random order, seeded; the answer is the same. Default: in order of arrival. */
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
  /** What ran, of the first run of the program: of repetitions that are alike the first two. In order of start. */
  readonly activities: readonly SimulatedActivity[];
  /** End of the first repetitions in which all stages work. */
  readonly windowSeconds: number;
}

/** Repetitions of a block that charts show. */
const SHOWN = 2;
const POWER_PIECES = 400;

/** Run the program of a plan round by round, and multiply what repeats. */
export function simulateStep(priced: PricedPlan, options: EventOptions = {}): SimulatedStep {
  const { program, repeats } = priced;
  const { seed = 0, jitter = 0, contention = true, shuffleTies, traceSegments = 30_000 } = options;
  const fold = foldReplicas(priced);
  const blocks = programRounds(program);
  const skipRepeats = jitter === 0 && (options.skipRepeats ?? true);
  const queue = new EventQueue(shuffleTies === undefined ? undefined : createRandom(shuffleTies));
  const rounds = blocks.reduce(
    (sum, block) => sum + block.rounds.length * (skipRepeats ? 1 : block.count),
    0,
  );
  const powerPieces = Math.max(1, Math.ceil((4 * POWER_PIECES) / Math.max(1, rounds)));
  const account = createStepAccount(fold.chips);
  const activities: SimulatedActivity[] = [];
  const power: PowerBlock[] = [];
  let room = traceSegments;
  let seconds = 0;
  let peakWatts = 0;
  let windowSeconds: number | undefined;
  let serial = 0;

  const iterate = (block: RoundBlock, iteration: number, count: number): void => {
    const start = seconds;
    const runs = block.rounds.map((round): RoundRun => {
      const record = iteration < SHOWN && room > 0;
      const settings = {
        fold,
        contention,
        jitter,
        seeds: [seed, serial++],
        skipRepeats,
        record,
        powerPieces,
      };
      const run = runRound(round, queue, settings);
      account.add(round, run, count);
      peakWatts = Math.max(peakWatts, run.peakWatts);
      seconds += run.seconds;
      return run;
    });
    const length = seconds - start;
    for (let shown = 0; shown < Math.min(count, SHOWN - iteration) && room > 0; shown++)
      room -= show(runs, start + shown * length, iteration + shown);
    power.push({
      seconds: length,
      count,
      runs: runs.map((run) => ({ seconds: run.seconds, power: run.power })),
    });
    seconds = start + count * length;
  };
  const show = (runs: readonly RoundRun[], from: number, iteration: number): number => {
    let offset = from;
    let shown = 0;
    for (const run of runs) {
      for (const one of run.runs) activities.push(simulatedActivity(one, offset, iteration, fold));
      shown += run.runs.reduce((sum, one) => sum + one.segments.length, 0);
      offset += run.seconds;
    }
    return shown;
  };
  for (const block of blocks) {
    const from = seconds;
    if (skipRepeats) iterate(block, 0, block.count);
    else for (let iteration = 0; iteration < block.count; iteration++) iterate(block, iteration, 1);
    if (block.count > 1)
      windowSeconds ??= from + ((seconds - from) / block.count) * Math.min(SHOWN, block.count);
  }
  const time = account.time();
  return {
    seconds: seconds * repeats,
    time: Object.fromEntries(
      Object.entries(time).map(([category, part]) => [category, part * repeats]),
    ) as typeof time,
    power: powerOfBlocks(power, repeats, POWER_PIECES),
    peakWatts,
    activities: activities.sort((a, b) => a.start - b.start),
    windowSeconds: windowSeconds ?? seconds,
  };
}
