import type { FittedConstants } from "../../../estimate/fitted-constants.ts";
import type { VisibleFields } from "../../measurement.ts";
import { forwardSeconds, type TimedTraining } from "./time-training.ts";

/** Sequences of MLPerf BERT's evaluation set. MLPerf training rules (published). */
const EVALUATION_SEQUENCES = 10_000;

/**
 * Seconds of one evaluation. The set comes in whole batches of a weight update. Submissions up to SDK 2.3 ran them
 * through the training program (found: their evaluations take four of its steps, 10,000 / 3,072 rounded up); later ones
 * have a forward-only program.
 */
export function evaluationSeconds(
  record: VisibleFields,
  { batch, priced, timing }: TimedTraining,
  fitted: FittedConstants,
): number {
  const batches = Math.ceil(EVALUATION_SEQUENCES / batch.sequencesPerStep);
  if (evaluatesByTraining(record)) return batches * timing.seconds;
  return batches * forwardSeconds(priced, batch.microBatches) + fitted.evaluationFixedSeconds;
}

const FIRST_SDK_WITH_EVALUATION = 2.5;

function evaluatesByTraining({ sdk = "" }: VisibleFields): boolean {
  const version = /\d+\.\d+/.exec(sdk)?.[0];
  return version !== undefined && Number(version) < FIRST_SDK_WITH_EVALUATION;
}

/**
 * Sequences between evaluations: ⌊0.05 · (230.23 · batch + 3,000,000) / 25,000⌋ · 25,000.
 * MLPerf training policies, BERT (published).
 */
function evaluationInterval(sequencesPerStep: number): number {
  return Math.floor((0.05 * (230.23 * sequencesPerStep + 3_000_000)) / 25_000) * 25_000;
}

/** Run start to first step: programs and data are loaded. Left over after training and evaluations: 3-7 s (derived). */
const LOAD_SECONDS = 5;

/** Seconds of a whole run: training, evaluations on the way and at the target, load. */
export function timeToTrainSeconds(
  record: VisibleFields,
  samples: number,
  timed: TimedTraining,
  fitted: FittedConstants,
): number {
  const { batch, timing } = timed;
  const evaluations = Math.ceil(samples / evaluationInterval(batch.sequencesPerStep));
  const training = (samples / batch.sequencesPerStep) * timing.seconds;
  return training + evaluations * evaluationSeconds(record, timed, fitted) + LOAD_SECONDS;
}
