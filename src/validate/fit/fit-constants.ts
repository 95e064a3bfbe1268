import { errorStatistics, type ErrorStatistics } from "../accuracy/error-statistics.ts";
import type { PredictionContext } from "../predict/mapper.ts";
import { measuredNumber, visibleFields, type Measurement } from "../measurement.ts";
import { predictRecord } from "../predict/predict-record.ts";
import { residualSpread } from "./residual-spread.ts";
import { solve } from "./solve.ts";

/** Constants to fit, to which groups of records, and which of these are held out together. */
export interface FitQuestion {
  /** `path`: an override, or a name that the context knows; `most`: the largest value that makes sense. */
  readonly constants: readonly { readonly path: string; readonly most: number }[];
  /** Each counts the same, however many records it has. */
  readonly groups: readonly string[];
  /** Records of one key are in one fold. */
  readonly foldKey: (record: Measurement) => string;
  /** Default: all of the groups'. */
  readonly takes?: (record: Measurement) => boolean;
  /** The values stay as they are: their ranges and errors alone are found anew. */
  readonly keep?: boolean;
}

export interface FittedGroup {
  readonly count: number;
  readonly inSample: ErrorStatistics;
  /** Each record predicted with constants fitted without any record of its fold. */
  readonly outOfFold: ErrorStatistics;
}

export interface Fit {
  readonly folds: number;
  readonly records: number;
  /** By path, in base units; low and high: as far as the residuals leave it open, see residualSpread. */
  readonly constants: Readonly<
    Record<string, { readonly value: number; readonly low: number; readonly high: number }>
  >;
  readonly groups: Readonly<Record<string, FittedGroup>>;
}

type Values = readonly number[];
/** A context in which the constants have these values. */
export type ContextWith = (constants: Readonly<Record<string, number>>) => PredictionContext;

const FOLDS = 5;
const ITERATIONS = 6;
/** Relative step of a numeric derivative, and the longest step of a constant's logarithm. */
const DERIVATIVE_STEP = 0.02;
const LONGEST_STEP = 0.5;
/** Residuals above this count by their size, not its square: outliers do not decide. */
const ROBUST_ABOVE = 0.05;
/** Pull of a constant's logarithm to where it is: what no record decides stays. */
const DAMPING = 1e-4;
const DIGITS = 3;

/** A question with what is asked of it at every step. */
interface Fitting extends FitQuestion {
  readonly used: readonly Measurement[];
  readonly contextWith: ContextWith;
}

/**
 * Fit constants to ln(predicted / measured), by Gauss-Newton on their logarithms with weights that make the sum one of
 * absolute values (iteratively reweighted). Cross-validated; constants without a fold are one step from the optimum, on
 * the same derivatives.
 */
export async function fitConstants(
  records: readonly Measurement[],
  contextWith: ContextWith,
  start: Values,
  question: FitQuestion,
): Promise<Fit> {
  const used = await modelled(records, contextWith(named(start, question)), question);
  const fitting: Fitting = { ...question, used, contextWith };
  let at = start;
  for (let step = 0; step < ITERATIONS && question.keep !== true; step++) {
    const linear = await linearised(fitting, at);
    at = await improved(fitting, at, stepOf(linear, fitting));
  }
  at = at.map(short);
  const linear = await linearised(fitting, at);
  const outOfFold = await heldOut(fitting, at, linear);
  const [weights, families] = [groupWeights(used), used.map(question.foldKey)];
  return {
    folds: FOLDS,
    records: used.length,
    constants: Object.fromEntries(
      question.constants.map(({ path, most }, index) => {
        const [value, derivatives] = [at[index] ?? 0, linear.derivatives[index] ?? []];
        const { residuals } = linear;
        const [down, up] = residualSpread({ residuals, derivatives, weights, families });
        const high = Math.min(most, short(value * Math.exp(up)));
        return [path, { value, low: short(value * Math.exp(down)), high }];
      }),
    ),
    groups: groupErrors(fitting, linear.residuals, outOfFold),
  };
}

/** Errors of records that the constants were fitted without, by id. */
async function heldOut(fitting: Fitting, at: Values, linear: Linear): Promise<ReadonlyMap<string, number>> {
  const { used, contextWith } = fitting;
  const outOfFold = new Map<string, number>();
  for (let fold = 0; fold < FOLDS; fold++) {
    const constants = moved(at, stepOf(linear, fitting, fold), fitting);
    const held = used.filter((record) => foldOf(record, fitting) === fold);
    const residuals = await residualsOf(held, contextWith(named(constants, fitting)));
    held.forEach(({ id }, index) => outOfFold.set(id, Math.expm1(residuals[index] ?? 0)));
  }
  return outOfFold;
}

interface Linear {
  readonly residuals: Values;
  /** derivatives[constant][record] of the residual by the constant's logarithm. */
  readonly derivatives: readonly Values[];
}

async function modelled(
  records: readonly Measurement[],
  context: PredictionContext,
  { groups, takes = () => true }: FitQuestion,
): Promise<readonly Measurement[]> {
  const found: Measurement[] = [];
  for (const record of records) {
    if (!groups.includes(record.group) || !takes(record)) continue;
    const prediction = await predictRecord(visibleFields(record), context);
    if ("predicted" in prediction && measuredNumber(record) !== undefined) found.push(record);
  }
  return found;
}

async function residualsOf(records: readonly Measurement[], context: PredictionContext): Promise<number[]> {
  const residuals: number[] = [];
  for (const record of records) {
    const prediction = await predictRecord(visibleFields(record), context);
    if (!("predicted" in prediction)) throw new Error(`${record.id}: ${prediction.notModelled}`);
    residuals.push(Math.log(prediction.predicted / (measuredNumber(record) ?? NaN)));
  }
  return residuals;
}

async function linearised(fitting: Fitting, at: Values): Promise<Linear> {
  const { used, contextWith } = fitting;
  const residuals = await residualsOf(used, contextWith(named(at, fitting)));
  const derivatives: Values[] = [];
  for (let index = 0; index < at.length; index++) {
    // Downwards: shares stay below their bounds.
    const shifted = at.map((value, other) => (other === index ? value * Math.exp(-DERIVATIVE_STEP) : value));
    const there = await residualsOf(used, contextWith(named(shifted, fitting)));
    derivatives.push(
      there.map((residual, record) => ((residuals[record] ?? 0) - residual) / DERIVATIVE_STEP),
    );
  }
  return { residuals, derivatives };
}

/** Gauss-Newton step of the logarithms, without the records of `fold` (undefined: with all). */
function stepOf({ residuals, derivatives }: Linear, fitting: Fitting, fold?: number): number[] {
  const { used } = fitting;
  const alike = groupWeights(used);
  const weights = used.map((record, index) => {
    if (fold !== undefined && foldOf(record, fitting) === fold) return 0;
    const robust = 1 / Math.max(ROBUST_ABOVE, Math.abs(residuals[index] ?? 0));
    return robust * (alike[index] ?? 0);
  });
  const dot = (a: Values, b: Values): number =>
    a.reduce((sum, value, index) => sum + (weights[index] ?? 0) * value * (b[index] ?? 0), 0);
  const matrix = derivatives.map((row, i) =>
    derivatives.map((column, j) => dot(row, column) + (i === j ? DAMPING : 0)),
  );
  const step = solve(
    matrix,
    derivatives.map((row) => -dot(row, residuals)),
  );
  return step.map((value) => Math.min(LONGEST_STEP, Math.max(-LONGEST_STEP, value)));
}

/** Weights of records with which each group counts the same. */
function groupWeights(used: readonly Measurement[]): Values {
  const sizes = new Map<string, number>();
  for (const { group } of used) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return used.map(({ group }) => 1 / (sizes.get(group) ?? 1));
}

/** The step, halved until it lowers the mean absolute error. */
async function improved(fitting: Fitting, at: Values, step: Values): Promise<Values> {
  const before = await loss(fitting, at);
  for (let factor = 1; factor > 0.1; factor /= 2) {
    const there = moved(
      at,
      step.map((value) => value * factor),
      fitting,
    );
    if ((await loss(fitting, there)) < before) return there;
  }
  return at;
}

/** Mean over groups of the mean |ln(predicted / measured)|. */
async function loss(fitting: Fitting, at: Values): Promise<number> {
  const { used, contextWith } = fitting;
  const residuals = await residualsOf(used, contextWith(named(at, fitting)));
  const groups = new Map<string, number[]>();
  used.forEach(({ group }, index) =>
    groups.set(group, [...(groups.get(group) ?? []), Math.abs(residuals[index] ?? 0)]),
  );
  return mean([...groups.values()].map(mean));
}

function moved(at: Values, step: Values, { constants }: FitQuestion): Values {
  return at.map((value, index) =>
    Math.min(constants[index]?.most ?? Infinity, value * Math.exp(step[index] ?? 0)),
  );
}

function named(values: Values, { constants }: FitQuestion): Readonly<Record<string, number>> {
  return Object.fromEntries(constants.map(({ path }, index) => [path, values[index] ?? 0]));
}

/** What has one key is held out together. */
function foldOf(record: Measurement, { used, foldKey }: Fitting): number {
  return [...new Set(used.map(foldKey))].sort().indexOf(foldKey(record)) % FOLDS;
}

function groupErrors(
  { used, groups }: Fitting,
  residuals: Values,
  outOfFold: ReadonlyMap<string, number>,
): Readonly<Record<string, FittedGroup>> {
  const entries = groups.map((group) => {
    const own = used.flatMap((record, index) =>
      record.group === group ? [{ id: record.id, error: Math.expm1(residuals[index] ?? 0) }] : [],
    );
    const statistics = (errors: readonly number[]): ErrorStatistics =>
      Object.fromEntries(
        Object.entries(errorStatistics(errors)).map(([name, value]) => [
          name,
          value === null ? null : short(value as number),
        ]),
      ) as unknown as ErrorStatistics;
    return [
      group,
      {
        count: own.length,
        inSample: statistics(own.map(({ error }) => error)),
        outOfFold: statistics(own.map(({ id }) => outOfFold.get(id) ?? NaN)),
      },
    ] as const;
  });
  return Object.fromEntries(entries);
}

function short(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

function mean(values: Values): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
