import { cycleShare } from "../pipeline/cycle-times.ts";
import type { PhasedProgram, PipelineProgram, Segment } from "../priced-plan.ts";

/** Segments that one chip runs in order, `times` times over. */
export interface Activity {
  readonly label: string;
  /** Micro-batch it works on, in the first of the rounds that repeat; undefined outside micro-batches. */
  readonly microBatch: number | undefined;
  readonly chip: number;
  /** Row of a chart; activities of one row never run at the same time. */
  readonly row: string;
  /** Takes the chip: such activities of one chip run one after the other, in the order of the round. */
  readonly exclusive: boolean;
  readonly segments: readonly Segment[];
  readonly times: number;
}

/** What runs between two barriers: all activities start together, the round ends with the last. */
export interface Round {
  readonly label: string;
  readonly activities: readonly Activity[];
  /**
   * Whose time counts in a breakdown: in `work` the chip that is busiest over all work rounds (the others' waits are
   * their own), in `handover` and `update` the chip that is last.
   */
  readonly kind: "work" | "handover" | "update";
}

/** Rounds that follow each other, `count` times over (part of a time: of an interleaved pipeline's fill), each time alike (but for the number of the micro-batch). */
export interface RoundBlock {
  readonly rounds: readonly Round[];
  readonly count: number;
}

/** A program as rounds. Nothing is in flight at a barrier, so each round can be simulated on its own. */
export function programRounds(program: PipelineProgram | PhasedProgram): readonly RoundBlock[] {
  const blocks = program.kind === "pipeline" ? pipelineRounds(program) : phasedRounds(program);
  return blocks
    .map(({ rounds, count }) => ({
      rounds: rounds
        .map((round) => ({ ...round, activities: round.activities.filter(hasWork) }))
        .filter(({ activities }) => activities.length > 0),
      count,
    }))
    .filter(({ rounds, count }) => rounds.length > 0 && count > 0);
}

function hasWork({ segments, times }: Activity): boolean {
  return segments.length > 0 && times > 0;
}

/**
 * A pipeline: one block a cycle while it fills and drains, one block for all cycles in which every stage works.
 * Stage s runs forward of micro-batch i in cycle i + s and backward in cycle i + 2S − 2 − s.
 */
function pipelineRounds(program: PipelineProgram): RoundBlock[] {
  const { stages, microBatches } = program;
  const training = stages.some(({ backward }) => backward.length > 0);
  const depth = training ? 2 * stages.length - 2 : stages.length - 1;
  const blocks: RoundBlock[] = [];
  for (let cycle = 0; cycle < microBatches + depth; cycle++) {
    const count = cycle === depth && microBatches > depth ? microBatches - depth : 1;
    const share = cycleShare(program, cycle);
    blocks.push({ rounds: cycleRounds(program, cycle, training), count: count * share });
    cycle += count - 1;
  }
  const update = stages.map((stage) => ({
    ...onChip(`stage ${stage.stage}`, stage.chip),
    label: "update",
    segments: stage.update,
  }));
  blocks.push({ rounds: [{ label: "update", kind: "update", activities: update }], count: 1 });
  return blocks;
}

function cycleRounds(
  { stages, microBatches, interleave = 1 }: PipelineProgram,
  cycle: number,
  training: boolean,
): Round[] {
  const forward: Activity[] = [];
  const backward: Activity[] = [];
  const copies: Activity[] = [];
  const copy = (base: Omit<Activity, "segments">, segment: Segment | undefined): void => {
    if (segment !== undefined)
      copies.push({
        ...base,
        label: segment.label,
        exclusive: false,
        segments: [segment],
        times: interleave,
      });
  };
  stages.forEach((stage, s) => {
    const row = `stage ${stage.stage}`;
    const there = cycle - s;
    if (there >= 0 && there < microBatches) {
      const base = { ...onChip(row, stage.chip), label: "forward", microBatch: there };
      forward.push({ ...base, segments: stage.forward });
      copy(base, stage.copyForward);
    }
    const back = cycle - (2 * stages.length - 2 - s);
    if (training && back >= 0 && back < microBatches) {
      const base = { ...onChip(row, stage.chip), label: "backward", microBatch: back };
      backward.unshift({ ...base, segments: stage.backward });
      copy({ ...base, row: `${row} back` }, stage.copyBackward);
    }
  });
  return [
    { label: "work", kind: "work", activities: [...forward, ...backward] },
    { label: "hand-over", kind: "handover", activities: copies },
  ];
}

function onChip(row: string, chip: number): Omit<Activity, "label" | "segments"> {
  return { row, chip, microBatch: undefined, exclusive: true, times: 1 };
}

/**
 * Phases on a chip. Without overlap: load, the micro-batches, store. With overlap: the bodies of a phase run beside
 * the store of the phase before and the load of the phase after; the first load and the last store stand alone.
 */
function phasedRounds(program: PhasedProgram): RoundBlock[] {
  const blocks = program.overlap ? overlappedPhases(program) : serialPhases(program);
  const update = { ...onChip("compute", 0), label: "update", segments: program.update };
  return [...blocks, { rounds: [{ label: "update", kind: "update", activities: [update] }], count: 1 }];
}

function serialPhases({ phases }: PhasedProgram): RoundBlock[] {
  return phases.map((phase) => ({
    count: phase.repeat,
    rounds: [
      workRound(phase.label, [streamed("load", phase.load)]),
      workRound(phase.label, [bodies(phase)]),
      workRound(phase.label, [streamed("store", phase.store)]),
    ],
  }));
}

function overlappedPhases({ phases }: PhasedProgram): RoundBlock[] {
  type Phase = PhasedProgram["phases"][number];
  const blocks: RoundBlock[] = [];
  const push = (before: Phase | undefined, phase: Phase, after: Phase | undefined, count = 1): void => {
    const beside = streamed("store and load", [...(before?.store ?? []), ...(after?.load ?? [])]);
    blocks.push({ count, rounds: [workRound(phase.label, [bodies(phase), beside])] });
  };
  const inOrder = phases.filter(({ repeat }) => repeat > 0);
  inOrder.forEach((phase, index) => {
    const before = inOrder[index - 1];
    const after = inOrder[index + 1];
    if (before === undefined)
      blocks.push({ count: 1, rounds: [workRound(phase.label, [streamed("load", phase.load)])] });
    if (phase.repeat === 1) push(before, phase, after);
    else {
      push(before, phase, phase);
      push(phase, phase, phase, phase.repeat - 2);
      push(phase, phase, after);
    }
    if (after === undefined)
      blocks.push({ count: 1, rounds: [workRound(phase.label, [streamed("store", phase.store)])] });
  });
  return blocks;
}

function workRound(label: string, activities: readonly Activity[]): Round {
  return { label, kind: "work", activities };
}

function bodies({ label, body, microBatches }: PhasedProgram["phases"][number]): Activity {
  return { ...onChip("compute", 0), label, microBatch: 0, segments: body, times: microBatches };
}

function streamed(label: string, segments: readonly Segment[]): Activity {
  return { ...onChip("load and store", 0), label, exclusive: false, segments };
}
