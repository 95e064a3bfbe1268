import { stageChips } from "../plan/choice/chips-of.ts";
import { pipelineCycles } from "./pipeline/cycle-times.ts";
import { joulesByName, totalJoules } from "./power/joules.ts";
import { closePhases, phasedParts, phasedSeconds } from "./pipeline/phased-account.ts";
import { pipelineRun } from "./pipeline/close-pipeline.ts";
import { replicaAccount, stagesOf, updateAccount } from "./pipeline/pipeline-account.ts";
import { powerTrace, type PowerSpan } from "./power/power-trace.ts";
import {
  TIME_CATEGORIES,
  type GanttSlot,
  type PhasedProgram,
  type PipelineProgram,
  type PlanTiming,
  type PricedPlan,
  type Segment,
  type TimeCategory,
} from "./priced-plan.ts";
import { programAccount } from "./pipeline/program-account.ts";
import {
  emptyAccount,
  standingWatts,
  wallWatts,
  systemRun,
  withStanding,
  type StepAccount,
} from "./pipeline/step-account.ts";

type Times = Record<TimeCategory, number>;

/** One part of a step with what it costs: pipeline fill, steady state, drain, a phase, the update. */
interface Part {
  readonly label: string;
  readonly category: TimeCategory;
  readonly seconds: number;
  /** Share of the step's dynamic energy that falls into this part. */
  readonly dynamicJoules: number;
}

/**
 * Time a priced plan in closed form: no contention, every chip of a stage alike.
 *
 * A pipeline takes the sum over its cycles of (busiest chip + longest hand-over), then the slowest chip's update.
 * Phases follow each other, or overlap their loads with the neighbours' compute where IO tiles are set aside. The sums
 * are those of `closePipeline` and `closePhases`; what is added here is where they go: by category and part.
 */
export function estimateAnalytic(priced: PricedPlan): PlanTiming {
  const { program, plan, repeats } = priced;
  const once = program.kind === "pipeline" ? timePipeline(program) : timePhases(program);
  const standing = standingWatts(plan.arch);
  const run = systemRun(once.account, stageChips(plan.choice), repeats);
  const { seconds, energy, bubbleFraction, peakWatts } = withStanding(run, standing);
  return {
    fidelity: "analytic",
    seconds,
    time: scaleTimes(once.time, repeats),
    energy: joulesByName(energy),
    bubbleFraction,
    peakWatts,
    powerTrace: powerTrace(
      partSpans(
        once.parts,
        totalJoules(once.account.joules) * stageChips(plan.choice) * (1 + standing.lossShare),
        repeats,
      ),
      seconds,
      wallWatts(standing),
    ),
    gantt: partSlots(once.parts),
  };
}

/** Seconds of one step alone, as `estimateAnalytic` gives them. */
export function analyticSeconds({ program, repeats }: Pick<PricedPlan, "program" | "repeats">): number {
  const once = program.kind === "phased" ? phasedSeconds(program) : programAccount(program).seconds;
  return once * repeats;
}

interface Timed {
  readonly account: StepAccount;
  readonly time: Times;
  readonly parts: readonly Part[];
}

function timePipeline(program: PipelineProgram): Timed {
  const { stages, microBatches, interleave } = program;
  const replica = replicaAccount(stages, interleave);
  const update = updateAccount(stages);
  const account = pipelineRun(replica, update, microBatches);
  const runs = pipelineCycles(program);
  const work = runs.reduce((sum, run) => sum + run.count * run.workSeconds, 0);
  const time = noTimes();
  for (const { forward, backward } of stagesOf(program, replica.busiestChip))
    addTimes(time, [...forward, ...backward], microBatches);
  const busy = largestOf(time);
  for (const stage of stagesOf(program, update.slowestChip)) addTimes(time, stage.update, 1);
  time.pipelineCopy += runs.reduce((sum, run) => sum + run.count * run.copySeconds, 0);
  time.bubble += account.bubbleSeconds;
  const bodyJoules = microBatches * totalJoules(replica.bodyJoules);
  const parts: Part[] = runs.map((run) => ({
    label: run.count > 1 ? `${run.count} pipeline cycles` : "pipeline cycle",
    category: run.count > 1 || runs.length === 1 ? busy : "bubble",
    seconds: run.count * (run.workSeconds + run.copySeconds),
    dynamicJoules: work > 0 ? (bodyJoules * run.count * run.workSeconds) / work : 0,
  }));
  parts.push({
    label: "update",
    category: "optimizer",
    seconds: update.seconds,
    dynamicJoules: totalJoules(update.joules),
  });
  return { account, time, parts };
}

function timePhases(program: PhasedProgram): Timed {
  const time = noTimes();
  const parts = phasedParts(program).map(({ run, seconds, joules }): Part => {
    const dynamicJoules = totalJoules(joules);
    if (run === undefined) {
      addTimes(time, program.update, 1);
      return { label: "update", category: "optimizer", seconds, dynamicJoules };
    }
    const { phase, count, exposedSeconds } = run;
    addTimes(time, phase.body, count * phase.microBatches);
    if (program.overlap) time.streaming += exposedSeconds;
    else addTimes(time, [...phase.load, ...phase.store], count);
    const label = count > 1 ? `${count} × ${phase.label}` : phase.label;
    const own = noTimes();
    addTimes(own, phase.body, phase.microBatches);
    if (!program.overlap) addTimes(own, [...phase.load, ...phase.store], 1);
    return { label, category: largestOf(own), seconds, dynamicJoules };
  });
  return { account: closePhases(program, emptyAccount()), time, parts };
}

/** What takes most of the time. */
function largestOf(times: Times): TimeCategory {
  return TIME_CATEGORIES.reduce((most, one) => (times[one] > times[most] ? one : most), "matmul");
}

function noTimes(): Times {
  return Object.fromEntries(TIME_CATEGORIES.map((category) => [category, 0])) as Times;
}

function addTimes(times: Times, segments: readonly Segment[], count: number): void {
  for (const { time } of segments)
    for (const [category, seconds] of Object.entries(time) as [TimeCategory, number][])
      times[category] += count * seconds;
}

function scaleTimes(times: Times, factor: number): Times {
  return Object.fromEntries(TIME_CATEGORIES.map((category) => [category, times[category] * factor])) as Times;
}

/** The parts of `repeats` runs one after the other, part by part, each with its share of the dynamic energy of one. */
function partSpans(parts: readonly Part[], dynamicJoules: number, repeats: number): readonly PowerSpan[] {
  const shared = parts.reduce((sum, part) => sum + part.dynamicJoules, 0);
  let at = 0;
  return parts.map((part) => {
    const start = at;
    at += part.seconds * repeats;
    const joules = shared > 0 ? (dynamicJoules * repeats * part.dynamicJoules) / shared : 0;
    return { start, end: at, watts: at > start ? joules / (at - start) : 0 };
  });
}

function partSlots(parts: readonly Part[]): readonly GanttSlot[] {
  let at = 0;
  return parts
    .map((part) => {
      const start = at;
      at += part.seconds;
      return { lane: "step", label: part.label, category: part.category, start, end: at };
    })
    .filter(({ start, end }) => end > start)
    .slice(0, 400);
}
