import { notModelled, type Mapper, type Prediction } from "../mapper.ts";
import type { VisibleFields } from "../../measurement.ts";
import { evaluationSeconds, timeToTrainSeconds } from "./mlperf-bert.ts";
import { runBreakdown } from "./run-breakdown.ts";
import { withNamedSizes } from "./run-workload.ts";
import { timeTraining, type TimedTraining } from "./time-training.ts";

/** Runs of pipelined training: throughput (sequences), time of a weight update, MLPerf's evaluation and whole run. */
export const trainingRun: Mapper = async (given, context) => {
  if (given.task === "inference") return notModelled("inference");
  const record = await withNamedSizes(given, context);
  const timed = await timeTraining(record, context);
  if (typeof timed === "string") return notModelled(timed);
  const { seconds } = timed.timing;
  const { sequencesPerStep } = timed.batch;
  switch (record.metric) {
    case "step_time":
      return predicted(seconds, timed);
    case "throughput":
    case "steady_state_training_throughput":
      return predicted((sequencesPerStep * countedPer(record, timed)) / seconds, timed);
    case "evaluation_time":
      return predicted(evaluationSeconds(record, timed, context.fitted), timed);
    case "time_to_train":
      return record.samplesToTarget === undefined
        ? notModelled("samples to target unknown")
        : predicted(timeToTrainSeconds(record, record.samplesToTarget, timed, context.fitted), timed);
    default:
      return notModelled(`${record.metric} unknown`);
  }
};

/** What a throughput counts for each sequence: its tokens, or itself. */
function countedPer({ unit }: VisibleFields, { priced, batch }: TimedTraining): number {
  return /token/.test(unit) ? priced.plan.graph.tokensPerSample / batch.sequencesPerRow : 1;
}

function predicted(value: number, { timing, priced }: TimedTraining): Prediction {
  return { predicted: value, breakdown: runBreakdown(priced, timing) };
}
