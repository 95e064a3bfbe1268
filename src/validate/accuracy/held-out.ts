import type { Measurement } from "../measurement.ts";
import type { BaselineCalibration } from "../fit/fit-baselines.ts";
import { BASELINE_QUESTIONS } from "../fit/fit-baselines.ts";
import type { ErrorStatistics } from "./error-statistics.ts";

/** Errors of a group with constants fitted to all of its records, and to all but those of a fold. */
interface FittedErrors {
  readonly inSample: Pick<ErrorStatistics, "meanAbsLogError">;
  readonly outOfFold: Pick<ErrorStatistics, "meanAbsLogError">;
}

/** What calibrations found, as their files in reports/validation have it. */
export interface Calibrations {
  /** Of calibration.json and gpu-calibration.json, by group. */
  readonly groups: Readonly<Record<string, FittedErrors>>;
  /** Of baseline-calibration.json. */
  readonly questions: readonly Pick<BaselineCalibration, "id" | "groups">[];
}

/**
 * How much further a record's prediction is off when the constants are fitted without its fold: the mean of |residual|
 * out of fold over that in sample, of the fit that it took part in; 1 for one that no constant was fitted to.
 */
export function heldOutRatio(
  { group, chip = "" }: Pick<Measurement, "group" | "chip">,
  { groups, questions }: Calibrations,
): number {
  const asked = BASELINE_QUESTIONS.filter((one) => one.chips.test(chip) && one.groups.includes(group));
  const fitted = [
    groups[group],
    ...asked.map(({ id }) => questions.find((one) => one.id === id)?.groups[group]),
  ];
  return Math.max(1, ...fitted.map(ratioOf));
}

function ratioOf(errors: FittedErrors | undefined): number {
  const [before, without] = [errors?.inSample.meanAbsLogError, errors?.outOfFold.meanAbsLogError];
  return before === undefined || before === null || without === undefined || without === null || before === 0
    ? 1
    : without / before;
}
