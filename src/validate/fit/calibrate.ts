import { FITTED, type FittedConstants, type FittedName } from "../../estimate/fitted-constants.ts";
import { errorStatistics, type ErrorStatistics } from "../accuracy/error-statistics.ts";
import type { PredictionContext } from "../predict/mapper.ts";
import { isMeasured, measuredNumber, visibleFields, type Measurement } from "../measurement.ts";
import { predictRecord } from "../predict/predict-record.ts";
import { foldsOf, runOf } from "./folds.ts";
import { minimise } from "./nelder-mead.ts";

export const CALIBRATION_SCHEMA = "dse.calibration/v1";

/** Groups whose runs the constants are fitted to. */
export const CALIBRATION_GROUPS = [
  "mlperf-bert",
  "vendor-bert",
  "thirdparty-bert",
  "gpt2-training",
  "hf-training",
  "llm-finetune",
  "llm-inference",
] as const;

/** The group of which records of trust C take part too: it has no others. */
const ONLY_APPROXIMATE = "llm-inference";

export interface FittedConstant {
  readonly value: number;
  readonly unit: string;
  /** Jackknife over the folds: standard error of the value. */
  readonly standardError: number;
  /** Least and largest value fitted without one of the folds. */
  readonly low: number;
  readonly high: number;
}

export interface CalibratedGroup {
  readonly count: number;
  readonly modelled: number;
  readonly inSample: ErrorStatistics;
  /** Each record predicted with constants fitted without its fold. */
  readonly outOfFold: ErrorStatistics;
}

export interface Calibration {
  readonly schema: typeof CALIBRATION_SCHEMA;
  readonly folds: number;
  readonly runs: number;
  readonly records: number;
  readonly constants: Readonly<Record<FittedName, FittedConstant>>;
  readonly groups: Readonly<Record<string, CalibratedGroup>>;
}

const FOLDS = 5;
/** Fewer runs say nothing about constants that are to hold for others. */
export const LEAST_RUNS = 3;
/** Digits that the constants are worth. */
const DIGITS = 3;
const NAMES = Object.keys(FITTED) as readonly FittedName[];

/**
 * Fit the global constants to measured runs.
 *
 * Minimises the mean over runs of |ln(predicted / measured)|, so that a run counts once however many numbers of it were
 * published. Constants are searched by their logarithms from the shipped values on; those that the records do not
 * touch stay there. Cross-validated: the folds never split a run. Undefined with fewer than three modelled runs.
 */
export async function calibrate(
  records: readonly Measurement[],
  context: PredictionContext,
): Promise<Calibration | undefined> {
  const used = await modelled(records, context);
  if (new Set(used.map(runOf)).size < LEAST_RUNS) return undefined;
  const start = Object.fromEntries(NAMES.map((name) => [name, FITTED[name].value])) as FittedConstants;
  const whole = rounded(await fit(used, context, start));
  const runs = new Set(used.map(runOf)).size;
  const folds = foldsOf(used, Math.min(FOLDS, runs));
  const without: FittedConstants[] = [];
  const outOfFold = new Map<string, number>();
  for (const fold of folds) {
    const out = new Set(fold);
    const constants = await fit(
      used.filter((record) => !out.has(record)),
      context,
      whole,
    );
    without.push(constants);
    for (const [id, error] of await errorsOf(fold, { ...context, fitted: constants }))
      outOfFold.set(id, error);
  }
  const inSample = await errorsOf(used, { ...context, fitted: whole });
  return {
    schema: CALIBRATION_SCHEMA,
    folds: folds.length,
    runs,
    records: used.length,
    constants: Object.fromEntries(
      NAMES.map((name) => [name, fittedConstant(name, whole, without)]),
    ) as Calibration["constants"],
    groups: Object.fromEntries(
      CALIBRATION_GROUPS.map((group) => [group, groupErrors(group, records, { inSample, outOfFold })]),
    ),
  };
}

function takesPart({ group, trust }: Measurement): boolean {
  return (
    (CALIBRATION_GROUPS as readonly string[]).includes(group) &&
    (trust === "A" || trust === "B" || group === ONLY_APPROXIMATE)
  );
}

/** Records that take part and are modelled. */
async function modelled(
  records: readonly Measurement[],
  context: PredictionContext,
): Promise<readonly Measurement[]> {
  const wanted = records.filter((record) => takesPart(record) && isMeasured(record));
  const errors = await errorsOf(wanted, context);
  return wanted.filter(({ id }) => errors.has(id));
}

/** Relative errors by record. */
async function errorsOf(
  records: readonly Measurement[],
  context: PredictionContext,
): Promise<ReadonlyMap<string, number>> {
  const errors = new Map<string, number>();
  for (const record of records) {
    const measured = measuredNumber(record);
    const prediction = await predictRecord(visibleFields(record), context);
    if (measured !== undefined && "predicted" in prediction)
      errors.set(record.id, prediction.predicted / measured - 1);
  }
  return errors;
}

async function fit(
  records: readonly Measurement[],
  context: PredictionContext,
  start: FittedConstants,
): Promise<FittedConstants> {
  const constantsAt = (at: readonly number[]): FittedConstants =>
    Object.fromEntries(NAMES.map((name, i) => [name, Math.exp(at[i] ?? 0)])) as FittedConstants;
  const search = { size: 0.15, tolerance: 1e-6, most: 400 };
  const found = await minimise(
    async (at) => meanLogError(records, await errorsOf(records, { ...context, fitted: constantsAt(at) })),
    NAMES.map((name) => Math.log(start[name])),
    search,
  );
  return constantsAt(found.at);
}

/** Mean over runs of the mean |ln(predicted / measured)| of their records. */
function meanLogError(records: readonly Measurement[], errors: ReadonlyMap<string, number>): number {
  const runs = new Map<string, number[]>();
  for (const record of records) {
    const size = Math.abs(Math.log(1 + (errors.get(record.id) ?? 0)));
    runs.set(runOf(record), [...(runs.get(runOf(record)) ?? []), size]);
  }
  return mean([...runs.values()].map(mean));
}

function fittedConstant(
  name: FittedName,
  whole: FittedConstants,
  without: readonly FittedConstants[],
): FittedConstant {
  const values = without.map((constants) => constants[name]);
  const centre = mean(values);
  const spread = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return {
    value: whole[name],
    unit: FITTED[name].unit,
    standardError: short(Math.sqrt(((values.length - 1) / values.length) * spread)),
    low: short(Math.min(...values)),
    high: short(Math.max(...values)),
  };
}

function groupErrors(
  group: string,
  records: readonly Measurement[],
  {
    inSample,
    outOfFold,
  }: { readonly inSample: ReadonlyMap<string, number>; readonly outOfFold: ReadonlyMap<string, number> },
): CalibratedGroup {
  const own = records.filter((record) => record.group === group && takesPart(record) && isMeasured(record));
  const statistics = (errors: ReadonlyMap<string, number>): ErrorStatistics =>
    shortened(errorStatistics(own.flatMap(({ id }) => errors.get(id) ?? [])));
  const found = own.filter(({ id }) => inSample.has(id)).length;
  return {
    count: own.length,
    modelled: found,
    inSample: statistics(inSample),
    outOfFold: statistics(outOfFold),
  };
}

function shortened(statistics: ErrorStatistics): ErrorStatistics {
  return Object.fromEntries(
    Object.entries(statistics).map(([name, value]) => [name, value === null ? null : short(value as number)]),
  ) as unknown as ErrorStatistics;
}

function rounded(constants: FittedConstants): FittedConstants {
  return Object.fromEntries(NAMES.map((name) => [name, short(constants[name])])) as FittedConstants;
}

function short(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
