import { cycleSums, fillCycles, pipelineTimes, type CycleSums, type PipelineTimes } from "./cycle-times.ts";
import { addJoules, addSegments, noJoules, totalJoules, type Joules } from "./joules.ts";
import type { PipelineProgram, StageProgram } from "./priced-plan.ts";
import { segmentSums, type SumSegments } from "./segment-sums.ts";
import type { StepAccount } from "./step-account.ts";

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
  /** Sums of cycles by number of micro-batches, as far as they differ; filled when asked for. */
  readonly sums: CycleSums[];
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
    sums: [],
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

/** Differences of sums below this share are rounding. */
const ROUNDING = 1e-12;

/**
 * One run of a pipeline for `microBatches` micro-batches: the sum over its cycles of (busiest chip + longest
 * hand-over), then the slowest chip's update. What the busiest chip does not work is bubble.
 */
export function closePipeline(
  replica: ReplicaAccount,
  update: UpdateAccount,
  microBatches: number,
  into: StepAccount,
): StepAccount {
  const sums = sumsFor(replica, microBatches);
  const full = Math.max(0, microBatches - replica.depth);
  const work = sums.endsWork + full * sums.fullWork;
  const copies = sums.endsCopy + full * sums.fullCopy;
  const waiting = work - microBatches * replica.busySeconds;
  into.seconds = work + copies + update.seconds;
  into.bubbleSeconds = waiting > ROUNDING * work ? waiting : 0;
  into.joules.fill(0);
  addJoules(into.joules, replica.bodyJoules, microBatches);
  addJoules(into.joules, replica.copyJoules, microBatches);
  addJoules(into.joules, update.joules, 1);
  // The energy of hand-overs is spread over the parts in proportion.
  const body = microBatches * totalJoules(replica.bodyJoules);
  const once = totalJoules(update.joules);
  const shared = body + once;
  const cycles = work > 0 ? (body * sums.densest) / work : 0;
  const last = update.seconds > 0 ? once / update.seconds : 0;
  into.peakPerSecond = shared > 0 ? Math.max(cycles, last) / shared : 0;
  return into;
}

/** Beyond the fill every number of micro-batches has the same ends and the same full cycle. */
function sumsFor(replica: ReplicaAccount, microBatches: number): CycleSums {
  const distinct = Math.min(microBatches, replica.depth + 1);
  return (replica.sums[distinct] ??= cycleSums(replica.times, distinct));
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
