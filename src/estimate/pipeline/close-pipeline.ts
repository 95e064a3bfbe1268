import { cycleSums } from "./cycle-times.ts";
import { totalJoules } from "../power/joules.ts";
import type { ReplicaAccount, UpdateAccount } from "./pipeline-account.ts";
import { ENERGY_CATEGORIES } from "../priced-plan.ts";
import { emptyAccount, type StepAccount } from "./step-account.ts";

/*
 * A run is put together from two rows of numbers, its cycles and its update: in rows that lie side by side a million
 * of them are read at the speed of memory.
 */
const ENDS_WORK = 0;
const ENDS_COPY = 1;
const FULL_WORK = 2;
const FULL_COPY = 3;
const DENSEST = 4;
const BUSY_SECONDS = 5;
const BODY_TOTAL = 6;
const BODY_JOULES = 7;
const COPY_JOULES = BODY_JOULES + ENERGY_CATEGORIES.length;
/** Numbers of a row of cycles. */
export const CYCLE_NUMBERS = COPY_JOULES + ENERGY_CATEGORIES.length;

const UPDATE_SECONDS = 0;
const UPDATE_TOTAL = 1;
const UPDATE_JOULES = 2;
/** Numbers of a row of an update. */
export const UPDATE_NUMBERS = UPDATE_JOULES + ENERGY_CATEGORIES.length;

/** A row among many: the numbers from place `at` on. */
export interface Row {
  numbers: Float64Array;
  at: number;
}

/** Writes the cycles of so many micro-batches; beyond `depth` all numbers of micro-batches have the same row. */
export function writeCycles(replica: ReplicaAccount, microBatches: number, { numbers, at }: Row): void {
  const { endsWork, endsCopy, fullWork, fullCopy, densest } = cycleSums(replica.times, microBatches);
  numbers[at + ENDS_WORK] = endsWork;
  numbers[at + ENDS_COPY] = endsCopy;
  numbers[at + FULL_WORK] = fullWork;
  numbers[at + FULL_COPY] = fullCopy;
  numbers[at + DENSEST] = densest;
  numbers[at + BUSY_SECONDS] = replica.busySeconds;
  numbers[at + BODY_TOTAL] = totalJoules(replica.bodyJoules);
  numbers.set(replica.bodyJoules, at + BODY_JOULES);
  numbers.set(replica.copyJoules, at + COPY_JOULES);
}

export function writeUpdate({ seconds, joules }: UpdateAccount, { numbers, at }: Row): void {
  numbers[at + UPDATE_SECONDS] = seconds;
  numbers[at + UPDATE_TOTAL] = totalJoules(joules);
  numbers.set(joules, at + UPDATE_JOULES);
}

/** Differences of sums below this share are rounding. */
const ROUNDING = 1e-12;

/**
 * One run of a pipeline for `microBatches` micro-batches, `depth` of which fill it: the sum over its cycles of (busiest
 * chip + longest hand-over), then the slowest chip's update. What the busiest chip does not work is bubble.
 */
export function closePipeline(
  cycles: Row,
  update: Row,
  microBatches: number,
  depth: number,
  into: StepAccount,
): StepAccount {
  const { numbers: c, at: i } = cycles;
  const { numbers: u, at: j } = update;
  const full = Math.max(0, microBatches - depth);
  const work = c[i + ENDS_WORK]! + full * c[i + FULL_WORK]!;
  const copies = c[i + ENDS_COPY]! + full * c[i + FULL_COPY]!;
  const waiting = work - microBatches * c[i + BUSY_SECONDS]!;
  const seconds = u[j + UPDATE_SECONDS]!;
  const { joules } = into;
  for (let category = 0; category < joules.length; category++)
    joules[category] =
      microBatches * c[i + BODY_JOULES + category]! +
      microBatches * c[i + COPY_JOULES + category]! +
      u[j + UPDATE_JOULES + category]!;
  // The energy of hand-overs is spread over the parts in proportion.
  const body = microBatches * c[i + BODY_TOTAL]!;
  const once = u[j + UPDATE_TOTAL]!;
  const shared = body + once;
  const densest = work > 0 ? (body * c[i + DENSEST]!) / work : 0;
  const last = seconds > 0 ? once / seconds : 0;
  into.seconds = work + copies + seconds;
  into.bubbleSeconds = waiting > ROUNDING * work ? waiting : 0;
  into.peakPerSecond = shared > 0 ? Math.max(densest, last) / shared : 0;
  return into;
}

/** The same from the accounts of a single run. */
export function pipelineRun(
  replica: ReplicaAccount,
  update: UpdateAccount,
  microBatches: number,
): StepAccount {
  const cycles = { numbers: new Float64Array(CYCLE_NUMBERS), at: 0 };
  const once = { numbers: new Float64Array(UPDATE_NUMBERS), at: 0 };
  writeCycles(replica, microBatches, cycles);
  writeUpdate(update, once);
  return closePipeline(cycles, once, microBatches, replica.depth, emptyAccount());
}
