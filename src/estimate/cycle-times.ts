import type { PipelineProgram, Segment, StageProgram } from "./priced-plan.ts";

/** Seconds of segments run one after the other. */
export function segmentSeconds(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segment.seconds, 0);
}

/** One kind of pipeline cycle: which stages work, how long, and how many such cycles follow each other. */
export interface CycleRun {
  readonly count: number;
  /** Longest work of any chip. */
  readonly workSeconds: number;
  /** Longest hand-over of any stage. */
  readonly copySeconds: number;
}

interface StageTimes {
  readonly chip: number;
  readonly forward: number;
  readonly backward: number;
  readonly copyForward: number;
  readonly copyBackward: number;
}

/**
 * The cycles of a pipeline in order, equal neighbours joined.
 *
 * Stage s of S works on forward of micro-batch i in cycle i + s and on backward in cycle i + 2S − 2 − s, so a
 * training step has G + 2S − 2 cycles, inference G + S − 1. A cycle lasts as long as its busiest chip, then all
 * stages hand over together. Fill and drain cycles, in which only some stages work, are shorter.
 * Interleaved in v chunks, fill and drain take 1/v of that and every chunk is handed over: bubble (S − 1)/(v·G).
 * Source: PopART docs/notes/transforms/pipelining.md; Narayanan 2021, arXiv:2104.04473, §2.2.2.
 */
export function pipelineCycles(program: PipelineProgram): readonly CycleRun[] {
  const stages = program.stages.map(stageTimes);
  const training = program.stages.some(({ backward }) => backward.length > 0);
  const depth = training ? 2 * stages.length - 2 : stages.length - 1;
  const last = program.microBatches + depth - 1;
  const runs: CycleRun[] = [];
  const chunks = program.interleave ?? 1;
  const push = (cycle: number, count: number): void => {
    if (count <= 0) return;
    const { workSeconds, copySeconds } = cycleTimes(stages, cycle, program.microBatches, training);
    runs.push({ count: count * cycleShare(program, cycle), workSeconds, copySeconds: copySeconds * chunks });
  };
  if (program.microBatches <= depth) {
    for (let cycle = 0; cycle <= last; cycle++) push(cycle, 1);
    return runs;
  }
  for (let cycle = 0; cycle < depth; cycle++) push(cycle, 1);
  push(depth, program.microBatches - depth);
  for (let cycle = program.microBatches; cycle <= last; cycle++) push(cycle, 1);
  return runs;
}

/** Length of a cycle relative to a whole one: where the last stage does not work, the first of its chunks waits. */
export function cycleShare({ stages, microBatches, interleave = 1 }: PipelineProgram, cycle: number): number {
  const first = stages.length - 1;
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

function cycleTimes(
  stages: readonly StageTimes[],
  cycle: number,
  microBatches: number,
  training: boolean,
): Omit<CycleRun, "count"> {
  const work = new Array<number>(stages.length).fill(0);
  let copySeconds = 0;
  stages.forEach((stage, s) => {
    const forward = cycle - s;
    if (forward >= 0 && forward < microBatches) {
      work[stage.chip] = (work[stage.chip] ?? 0) + stage.forward;
      copySeconds = Math.max(copySeconds, stage.copyForward);
    }
    const backward = cycle - (2 * stages.length - 2 - s);
    if (training && backward >= 0 && backward < microBatches) {
      work[stage.chip] = (work[stage.chip] ?? 0) + stage.backward;
      copySeconds = Math.max(copySeconds, stage.copyBackward);
    }
  });
  return { workSeconds: Math.max(...work), copySeconds };
}
