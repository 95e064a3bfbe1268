import { fillCycles, pipelineTimes, type PipelineTimes } from "./cycle-times.ts";
import { addJoules, addSegments, noJoules, type Joules } from "../power/joules.ts";
import type { PipelineProgram, StageProgram } from "../priced-plan.ts";
import { segmentSums, type SumSegments } from "./segment-sums.ts";

/** What a stage does for every micro-batch. */
export type StageCycle = Pick<StageProgram, "chip" | "forward" | "backward" | "copyForward" | "copyBackward">;
/** What a stage does once a step. */
export type StageUpdate = Pick<StageProgram, "chip" | "update">;

/** A replica's cycles in numbers: all that its time and energy depend on, besides the number of micro-batches. */
export interface ReplicaAccount {
  readonly times: PipelineTimes;
  /** Cycles before the first full one. */
  readonly depth: number;
  /** Chip with most work, and its work for one micro-batch. */
  readonly busiestChip: number;
  readonly busySeconds: number;
  /** One micro-batch through all stages. */
  readonly bodyJoules: Joules;
  /** The hand-overs of one micro-batch, all chunks. */
  readonly copyJoules: Joules;
}

export interface UpdateAccount {
  readonly slowestChip: number;
  readonly seconds: number;
  /** All stages. */
  readonly joules: Joules;
}

/** Segments that were added up before (the same array) are not added up again. */
export function replicaAccount(
  stages: readonly StageCycle[],
  interleave = 1,
  sumOf: SumSegments = segmentSums(),
): ReplicaAccount {
  const bodyJoules = noJoules();
  const copyJoules = noJoules();
  const busy: number[] = [];
  const stageTimes = stages.map(({ chip, forward, backward, copyForward, copyBackward }) => {
    const there = sumOf(forward);
    const back = sumOf(backward);
    addJoules(bodyJoules, there.joules, 1);
    addJoules(bodyJoules, back.joules, 1);
    addSegments(copyJoules, [copyForward, copyBackward]);
    busy[chip] = (busy[chip] ?? 0) + there.seconds + back.seconds;
    return {
      chip,
      forward: there.seconds,
      backward: back.seconds,
      copyForward: copyForward?.seconds ?? 0,
      copyBackward: copyBackward?.seconds ?? 0,
    };
  });
  const training = stages.some(({ backward }) => backward.length > 0);
  const times = pipelineTimes(stageTimes, training, interleave);
  const busiestChip = largest(busy);
  return {
    times,
    depth: fillCycles(times),
    busiestChip,
    busySeconds: busy[busiestChip]!,
    bodyJoules,
    copyJoules: copyJoules.map((joules) => joules * interleave),
  };
}

export function updateAccount(
  stages: readonly StageUpdate[],
  sumOf: SumSegments = segmentSums(),
): UpdateAccount {
  const joules = noJoules();
  const updating: number[] = [];
  for (const { chip, update } of stages) {
    const sum = sumOf(update);
    addJoules(joules, sum.joules, 1);
    updating[chip] = (updating[chip] ?? 0) + sum.seconds;
  }
  const slowestChip = largest(updating);
  return { slowestChip, seconds: updating[slowestChip]!, joules };
}

/** The stages of one chip. */
export function stagesOf({ stages }: PipelineProgram, chip: number): readonly StageProgram[] {
  return stages.filter((stage) => stage.chip === chip);
}

function largest(values: readonly number[]): number {
  let at = 0;
  for (let index = 1; index < values.length; index++) if (values[index]! > values[at]!) at = index;
  return at;
}
