import { pipelineCycles, segmentSeconds } from "./cycle-times.ts";
import { phaseRuns } from "./phase-times.ts";
import { dynamicEnergy, systemEnergy } from "./system-energy.ts";
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
import { powerTrace, type PowerSpan } from "./power-trace.ts";

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
 * Phases follow each other, or overlap their loads with the neighbours' compute where IO tiles are set aside.
 */
export function estimateAnalytic(priced: PricedPlan): PlanTiming {
  const { program, plan, repeats } = priced;
  const once = program.kind === "pipeline" ? timePipeline(program) : timePhases(program);
  const time = scaleTimes(once.time, repeats);
  const seconds = once.seconds * repeats;
  const dynamic = dynamicEnergy(priced);
  const energy = systemEnergy(plan.arch, seconds, dynamic);
  const total = Object.values(energy).reduce((sum, joules) => sum + joules, 0);
  const dynamicJoules = Object.values(dynamic).reduce((sum, joules) => sum + joules, 0);
  const idleWatts = seconds > 0 ? (total - dynamicJoules) / seconds : 0;
  const share = once.parts.reduce((sum, part) => sum + part.dynamicJoules, 0);
  let at = 0;
  const spans: PowerSpan[] = once.parts.map((part) => {
    const start = at;
    at += part.seconds * repeats;
    const joules = share > 0 ? (dynamicJoules * part.dynamicJoules) / share : 0;
    return { start, end: at, watts: at > start ? joules / (at - start) : 0 };
  });
  const trace = powerTrace(spans, seconds, idleWatts);
  return {
    fidelity: "analytic",
    seconds,
    time,
    energy,
    bubbleFraction: seconds > 0 ? time.bubble / seconds : 0,
    peakWatts: Math.max(idleWatts, ...trace.map(({ watts }) => watts)),
    powerTrace: trace,
    gantt: partSlots(once.parts),
  };
}

/** Seconds of one step alone, as `estimateAnalytic` gives them. */
export function analyticSeconds({ program, repeats }: PricedPlan): number {
  return (program.kind === "pipeline" ? timePipeline(program) : timePhases(program)).seconds * repeats;
}

interface Timed {
  readonly seconds: number;
  readonly time: Times;
  readonly parts: readonly Part[];
}

/** Differences of sums below this share are rounding. */
const ROUNDING = 1e-12;

function timePipeline(program: PipelineProgram): Timed {
  const runs = pipelineCycles(program);
  const work = runs.reduce((sum, run) => sum + run.count * run.workSeconds, 0);
  const copies = runs.reduce((sum, run) => sum + run.count * run.copySeconds, 0);
  const chips = [...new Set(program.stages.map(({ chip }) => chip))].map((chip) => {
    const stages = program.stages.filter((stage) => stage.chip === chip);
    const body = stages.flatMap(({ forward, backward }) => [...forward, ...backward]);
    const update = stages.flatMap((stage) => stage.update);
    return {
      body,
      update,
      busy: program.microBatches * segmentSeconds(body),
      updating: segmentSeconds(update),
    };
  });
  const updateSeconds = Math.max(...chips.map(({ updating }) => updating));
  const critical = chips.reduce((worst, chip) => (chip.busy > worst.busy ? chip : worst));
  const slowest = chips.reduce((worst, chip) => (chip.updating > worst.updating ? chip : worst));
  const time = noTimes();
  addTimes(time, critical.body, program.microBatches);
  addTimes(time, slowest.update, 1);
  time.pipelineCopy += copies;
  const waiting = work - critical.busy;
  time.bubble += waiting > ROUNDING * work ? waiting : 0;
  const bodyJoules = chips.reduce((sum, chip) => sum + program.microBatches * joules(chip.body), 0);
  const parts: Part[] = runs.map((run) => ({
    label: run.count > 1 ? `${run.count} pipeline cycles` : "pipeline cycle",
    category: run.count > 1 || runs.length === 1 ? "matmul" : "bubble",
    seconds: run.count * (run.workSeconds + run.copySeconds),
    dynamicJoules: work > 0 ? (bodyJoules * run.count * run.workSeconds) / work : 0,
  }));
  parts.push({
    label: "update",
    category: "optimizer",
    seconds: updateSeconds,
    dynamicJoules: chips.reduce((sum, chip) => sum + joules(chip.update), 0),
  });
  return { seconds: work + copies + updateSeconds, time, parts };
}

function timePhases(program: PhasedProgram): Timed {
  const time = noTimes();
  const parts: Part[] = [];
  let seconds = 0;
  for (const run of phaseRuns(program)) {
    const { phase, count, exposedSeconds } = run;
    const body = phase.microBatches * segmentSeconds(phase.body);
    addTimes(time, phase.body, count * phase.microBatches);
    const io = [...phase.load, ...phase.store];
    if (program.overlap) time.streaming += exposedSeconds;
    else addTimes(time, io, count);
    const span = count * body + (program.overlap ? exposedSeconds : count * segmentSeconds(io));
    seconds += span;
    parts.push({
      label: count > 1 ? `${count} × ${phase.label}` : phase.label,
      category: "matmul",
      seconds: span,
      dynamicJoules: count * (phase.microBatches * joules(phase.body) + joules(io)),
    });
  }
  addTimes(time, program.update, 1);
  const update = segmentSeconds(program.update);
  parts.push({
    label: "update",
    category: "optimizer",
    seconds: update,
    dynamicJoules: joules(program.update),
  });
  return { seconds: seconds + update, time, parts };
}

export function noTimes(): Times {
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

function joules(segments: readonly Segment[]): number {
  return segments.reduce(
    (sum, { energy }) => sum + Object.values(energy).reduce((inner, value) => inner + value, 0),
    0,
  );
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
