import { rounded } from "../result/rounded.ts";
import { BASELINE_LIMITS, missedLimits } from "./accuracy/baseline-limits.ts";
import { trustedStatistics } from "./accuracy/trusted-statistics.ts";
import { errorStatistics } from "./accuracy/error-statistics.ts";
import type { PredictionContext } from "./predict/mapper.ts";
import { isMeasured, measuredNumber, measuredUnit, visibleFields, type Measurement } from "./measurement.ts";
import { predictRecord } from "./predict/predict-record.ts";
import {
  VALIDATION_SCHEMA,
  type GroupValidation,
  type SavedValidation,
  type ValidatedRecord,
} from "./validation.ts";

/** Predict every record from its configuration and hold the predictions against the measured numbers. */
export async function validateRecords(
  records: readonly Measurement[],
  context: PredictionContext,
  onProgress: (done: number, total: number) => void | Promise<void> = () => undefined,
): Promise<SavedValidation> {
  const validated: ValidatedRecord[] = [];
  for (const record of records) {
    await onProgress(validated.length, records.length);
    validated.push(await validateRecord(record, context));
  }
  const measured = new Set(records.filter(isMeasured).map(({ id }) => id));
  return rounded(summarise(validated, measured));
}

async function validateRecord(record: Measurement, context: PredictionContext): Promise<ValidatedRecord> {
  const { id, group, trust } = record;
  if (!isMeasured(record))
    return { id, group, trust, notModelled: `no measurement but a ${record.quantity}` };
  if (record.unread !== undefined) return { id, group, trust, notModelled: record.unread };
  const prediction = await predictRecord(visibleFields(record), context);
  if ("notModelled" in prediction) return { id, group, trust, notModelled: prediction.notModelled };
  const measured = measuredNumber(record);
  if (measured === undefined || !(measured > 0))
    return { id, group, trust, notModelled: "no single number above zero was measured" };
  const { predicted, breakdown } = prediction;
  const error = predicted / measured - 1;
  const unit = measuredUnit(record);
  return { id, group, trust, predicted, measured, unit, error, ...(breakdown && { breakdown }) };
}

function summarise(records: readonly ValidatedRecord[], measured: ReadonlySet<string>): SavedValidation {
  const counted = records.filter(({ id }) => measured.has(id));
  const names = [...new Set(counted.map(({ group }) => group))];
  const groups = names.map((name) => {
    const own = counted.filter(({ group }) => group === name);
    return [name, { ...summary(own), trusted: trusted(own, BASELINE_LIMITS[name]) }] as const;
  });
  const { count, modelled, mape } = summary(counted);
  return {
    schema: VALIDATION_SCHEMA,
    records,
    groups: Object.fromEntries(groups),
    overall: { count, modelled, mape },
  };
}

function summary(records: readonly ValidatedRecord[]): Omit<GroupValidation, "trusted"> {
  const errors = errorsOf(records);
  return { count: records.length, modelled: errors.length, ...errorStatistics(errors) };
}

function trusted(
  records: readonly ValidatedRecord[],
  limit?: number,
): NonNullable<GroupValidation["trusted"]> {
  const own = records.filter(({ trust }) => trust === "A" || trust === "B");
  const statistics = trustedStatistics(own.length, errorsOf(own));
  return limit === undefined ? statistics : { ...statistics, limit, missed: missedLimits(statistics, limit) };
}

const errorsOf = (records: readonly ValidatedRecord[]): readonly number[] =>
  records.flatMap((record) => ("error" in record ? [record.error] : []));
