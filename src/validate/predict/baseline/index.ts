import { notModelled, type Prediction, type PredictionContext } from "../mapper.ts";
import { machineOfChip } from "../measured-chip.ts";
import type { VisibleFields } from "../../measurement.ts";
import type { BaselineRecord } from "./baseline-record.ts";
import { inferenceMetric } from "./inference-metrics.ts";
import { kernelMetric } from "./kernel-record.ts";
import { trainingMetric } from "./training-record.ts";

/** Whether a record is of a named chip without tiles. */
export function isBaseline({ chip, ipus }: VisibleFields): boolean {
  return ipus === undefined && chip !== undefined && machineOfChip(chip) === undefined;
}

/**
 * Records of chips without tiles by their fields alone: task, metric, sizes of the model, chip, degrees, precision,
 * batch, lengths, framework and batching. In which group a record is counted is not seen.
 */
export async function baselineMapper(
  { group: _group, ...record }: VisibleFields,
  context: PredictionContext,
): Promise<Prediction> {
  return byTask(record, context);
}

function byTask(record: BaselineRecord, context: PredictionContext): Promise<Prediction> | Prediction {
  const { task = "" } = record;
  if (task === "inference") return inferenceMetric(record, context);
  if (/^(training|pre-?training|fine-?tuning)/i.test(task)) return trainingMetric(record, context);
  return task === "microbenchmark" ? kernelMetric(record, context) : notModelled(`task ${task || "unknown"}`);
}
