import type { PipelineProgram, Segment, StageProgram } from "../priced-plan.ts";

/** Seconds of segments run one after the other. */
export function segmentSeconds(segments: readonly Segment[]): number {
  let sum = 0;
  for (const { seconds } of segments) sum += seconds;
  return sum;
}

/** One kind of pipeline cycle: which stages work, how long, and how many such cycles follow each other. */
export interface CycleRun {
  readonly count: number;
  /** Longest work of any chip. */
  readonly workSeconds: number;
  /** Longest hand-over of any stage. */
  readonly copySeconds: number;
}

/** What one stage takes for one micro-batch. */
export interface StageTimes {
  readonly chip: number;
  readonly forward: number;
  readonly backward: number;
  readonly copyForward: number;
  readonly copyBackward: number;
}

/** A pipeline in seconds: all that its cycles depend on, besides the number of micro-batches. */
export interface PipelineTimes {
  readonly stages: number;
  readonly training: boolean;
  readonly interleave: number;
  /** Neighbouring stages that are alike, each on a chip of its own: a cycle costs what the kinds of stages do. */
  readonly alone: readonly EqualStages[];
  /** The stages of each chip that has several. */
  readonly sharing: readonly (readonly EqualStages[])[];
}

/** Stages `from` to `to` take equally long. */
interface EqualStages extends StageTimes {
  readonly from: number;
  to: number;
}

/** Seconds of stages in order, sorted by who shares a chip. */
export function pipelineTimes(
  stages: readonly StageTimes[],
  training: boolean,
  interleave: number,
): PipelineTimes {
  const tenants: number[] = [];
  for (const { chip } of stages) tenants[chip] = (tenants[chip] ?? 0) + 1;
  const alone: EqualStages[] = [];
  const sharing: EqualStages[][] = [];
  for (const [stage, times] of stages.entries()) {
    const before = alone.at(-1);
    if (tenants[times.chip]! > 1) (sharing[times.chip] ??= []).push({ ...times, from: stage, to: stage });
    else if (before?.to === stage - 1 && takeEqual(before, times)) before.to = stage;
    else alone.push({ ...times, from: stage, to: stage });
  }
  return { stages: stages.length, training, interleave, alone, sharing: sharing.filter(Boolean) };
}

/** The cycles of a pipeline in order; the full ones, all alike, are one run. */
export function pipelineCycles(program: PipelineProgram): readonly CycleRun[] {
  const { stages, interleave = 1 } = program;
  const training = stages.some(({ backward }) => backward.length > 0);
  return cycleRuns(pipelineTimes(stages.map(stageTimes), training, interleave), program.microBatches);
}

/** Cycles before the first full one; as many follow the last. */
export function fillCycles({ stages, training }: PipelineTimes): number {
  return (training ? 2 : 1) * (stages - 1);
}

/**
 * The cycles of a pipeline in order; the full ones, all alike, are one run.
 *
 * Stage s of S works on forward of micro-batch i in cycle i + s and on backward in cycle i + 2S − 2 − s, so a
 * training step has G + 2S − 2 cycles, inference G + S − 1. A cycle lasts as long as its busiest chip, then all
 * stages hand over together. Fill and drain cycles, in which only some stages work, are shorter.
 * Interleaved in v chunks, fill and drain take 1/v of that and every chunk is handed over: bubble (S − 1)/(v·G).
 * Source: PopART docs/notes/transforms/pipelining.md; Narayanan 2021, arXiv:2104.04473, §2.2.2.
 */
export function cycleRuns(times: PipelineTimes, microBatches: number): readonly CycleRun[] {
  const depth = fillCycles(times);
  const last = microBatches + depth - 1;
  const runs: CycleRun[] = [];
  const push = (cycle: number, count: number): void => {
    const { workSeconds, copySeconds } = cycleTimes(times, cycle, microBatches);
    runs.push({
      count: count * shareOfWhole(times.stages, microBatches, times.interleave, cycle),
      workSeconds,
      copySeconds: copySeconds * times.interleave,
    });
  };
  if (microBatches <= depth) {
    for (let cycle = 0; cycle <= last; cycle++) push(cycle, 1);
    return runs;
  }
  for (let cycle = 0; cycle < depth; cycle++) push(cycle, 1);
  push(depth, microBatches - depth);
  for (let cycle = microBatches; cycle <= last; cycle++) push(cycle, 1);
  return runs;
}

/** The cycles of a pipeline, added up. */
export interface CycleSums {
  /** All cycles of fill and drain; where no cycle is full, all cycles. */
  readonly endsWork: number;
  readonly endsCopy: number;
  /** One full cycle. */
  readonly fullWork: number;
  readonly fullCopy: number;
  /** Largest share of work in a cycle's time, the rest of which is hand-over. */
  readonly densest: number;
}

/** Sums over the cycles of so many micro-batches; those beyond the fill add one full cycle each, and nothing else. */
export function cycleSums(times: PipelineTimes, microBatches: number): CycleSums {
  const depth = fillCycles(times);
  const isFull = (index: number): boolean => microBatches > depth && index === depth;
  const sums = { endsWork: 0, endsCopy: 0, fullWork: 0, fullCopy: 0, densest: 0 };
  for (const [index, { count, workSeconds, copySeconds }] of cycleRuns(times, microBatches).entries()) {
    const seconds = workSeconds + copySeconds;
    if (seconds > 0) sums.densest = Math.max(sums.densest, workSeconds / seconds);
    if (isFull(index)) {
      sums.fullWork = workSeconds;
      sums.fullCopy = copySeconds;
    } else {
      sums.endsWork += count * workSeconds;
      sums.endsCopy += count * copySeconds;
    }
  }
  return sums;
}

/** Length of a cycle relative to a whole one: where the last stage does not work, the first of its chunks waits. */
export function cycleShare({ stages, microBatches, interleave = 1 }: PipelineProgram, cycle: number): number {
  return shareOfWhole(stages.length, microBatches, interleave, cycle);
}

function shareOfWhole(stages: number, microBatches: number, interleave: number, cycle: number): number {
  const first = stages - 1;
  return cycle >= first && cycle < first + microBatches ? 1 : 1 / interleave;
}

function stageTimes({ chip, forward, backward, copyForward, copyBackward }: StageProgram): StageTimes {
  return {
    chip,
    forward: segmentSeconds(forward),
    backward: segmentSeconds(backward),
    copyForward: copyForward?.seconds ?? 0,
    copyBackward: copyBackward?.seconds ?? 0,
  };
}

function takeEqual(a: StageTimes, b: StageTimes): boolean {
  return (
    a.forward === b.forward &&
    a.backward === b.backward &&
    a.copyForward === b.copyForward &&
    a.copyBackward === b.copyBackward
  );
}

function cycleTimes(
  { stages, training, alone, sharing }: PipelineTimes,
  cycle: number,
  microBatches: number,
): { readonly workSeconds: number; readonly copySeconds: number } {
  const lastForward = cycle;
  const firstForward = cycle - microBatches + 1;
  const firstBackward = training ? 2 * stages - 2 - cycle : Infinity;
  const lastBackward = firstBackward + microBatches - 1;
  let workSeconds = 0;
  let copySeconds = 0;
  for (const { from, to, forward, backward, copyForward, copyBackward } of alone) {
    const isForward = from <= lastForward && to >= firstForward;
    const isBackward = from <= lastBackward && to >= firstBackward;
    if (isForward) {
      workSeconds = Math.max(workSeconds, forward);
      copySeconds = Math.max(copySeconds, copyForward);
    }
    if (isBackward) {
      workSeconds = Math.max(workSeconds, backward);
      copySeconds = Math.max(copySeconds, copyBackward);
    }
    // Some stage of the run does both only where the two windows and the run overlap in one place.
    if (
      isForward &&
      isBackward &&
      Math.max(from, firstForward, firstBackward) <= Math.min(to, lastForward, lastBackward)
    )
      workSeconds = Math.max(workSeconds, forward + backward);
  }
  for (const tenants of sharing) {
    let work = 0;
    for (const times of tenants) {
      const stage = times.from;
      if (stage <= lastForward && stage >= firstForward) {
        work += times.forward;
        copySeconds = Math.max(copySeconds, times.copyForward);
      }
      if (stage <= lastBackward && stage >= firstBackward) {
        work += times.backward;
        copySeconds = Math.max(copySeconds, times.copyBackward);
      }
    }
    workSeconds = Math.max(workSeconds, work);
  }
  return { workSeconds, copySeconds };
}
