import { notModelled, type Mapper, type Prediction } from "../../mapper.ts";
import { runBreakdown } from "../run-breakdown.ts";
import { timeVision, type TimedVision } from "./time-vision.ts";

/** Training of vision models: throughput in images, time of a weight update, MLPerf's whole run. */
export const visionRun: Mapper = async (record, context) => {
  if (record.task === "inference") return notModelled("inference on a pod");
  const timed = await timeVision(record, context);
  if (typeof timed === "string") return notModelled(timed);
  const { imagesPerStep, seconds } = timed;
  switch (record.metric) {
    case "step_time":
      return predicted(seconds, timed);
    case "throughput":
    case "steady_state_training_throughput":
      return predicted(imagesPerStep / seconds, timed);
    case "time_to_train":
      return record.samplesToTarget === undefined
        ? notModelled("samples to target unknown")
        : predicted(timeToTrainSeconds(record.samplesToTarget, timed), timed);
    default:
      return notModelled(`${record.metric} unknown`);
  }
};

/** Training images of ImageNet-1k; MLPerf evaluates every fourth epoch (MLPerf training policies, published). */
const EPOCH_IMAGES = 1_281_167;
const EPOCHS_PER_EVALUATION = 4;
/**
 * Saved checkpoints are evaluated one after the other when training is over: program and weights loaded, 50,000 images
 * forward. MLPerf v1.1 and v2.0 runs of 38-45 epochs, 27-60 s after training (derived).
 */
const EVALUATION_SECONDS = 4.5;

function timeToTrainSeconds(images: number, { imagesPerStep, seconds }: TimedVision): number {
  const evaluations = Math.ceil(images / (EPOCH_IMAGES * EPOCHS_PER_EVALUATION));
  return (images / imagesPerStep) * seconds + evaluations * EVALUATION_SECONDS;
}

function predicted(value: number, { timing, seconds, priced, batch }: TimedVision): Prediction {
  return {
    predicted: value,
    breakdown: {
      ...runBreakdown(priced, timing),
      sharedHostSeconds: seconds - timing.seconds,
      stepSeconds: seconds,
      microBatch: batch.microBatch,
      microBatches: batch.microBatches,
    },
  };
}
