import { errorStatistics, type ErrorStatistics } from "../accuracy/error-statistics.ts";
import type { PredictionContext } from "../predict/mapper.ts";
import { measuredNumber, visibleFields, type Measurement } from "../measurement.ts";
import { predictRecord } from "../predict/predict-record.ts";
import { solve } from "./solve.ts";

/** Constants of a GPU's spec and of its software profile that measurements on it decide, as override paths. */
export const GPU_CONSTANTS = [
  { path: "chip.matmulEfficiency", most: 1 },
  { path: "chip.matmulHalfSize", most: 512 },
  { path: "chip.sustainedMatmul", most: 1 },
  { path: "chip.memory.efficiency", most: 0.95 },
  { path: "software.training.launch", most: 1e-3 },
  { path: "software.training.gap", most: 1e-4 },
  { path: "chip.links.efficiency", most: 0.95 },
  { path: "chip.links.latency", most: 1e-3 },
  { path: "chip.smallMessages.bandwidth", most: 1e12 },
  { path: "chip.smallMessages.latency", most: 1e-4 },
] as const;

/** Groups that the constants are fitted to; each counts the same. */
export const FITTED_GROUPS = [
  "megatron-korthikanti-table5",
  "megatron-narayanan-table1",
  "vtrain-multi-node",
  "vtrain-single-node",
  "llmcompass-operators",
  "llmcompass-allreduce",
] as const;

export interface GpuGroup {
  readonly count: number;
  readonly inSample: ErrorStatistics;
  /** Each record predicted with constants fitted without any record of its model (or operator's size). */
  readonly outOfFold: ErrorStatistics;
}

export interface GpuCalibration {
  readonly schema: "dse.gpu-calibration/v1";
  readonly folds: number;
  readonly records: number;
  /** By path, in base units; low and high: the least and largest value, of the fits without one of the folds too. */
  readonly constants: Readonly<
    Record<string, { readonly value: number; readonly low: number; readonly high: number }>
  >;
  readonly groups: Readonly<Record<string, GpuGroup>>;
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

/**
 * Fit a GPU's constants to ln(predicted / measured), by Gauss-Newton on their logarithms with weights that make the
 * sum one of absolute values (iteratively reweighted). Cross-validated: a fold holds out whole models; constants
 * without it are one step from the optimum, on the same derivatives.
 */
export async function fitGpu(
  records: readonly Measurement[],
  contextWith: ContextWith,
  start: Values,
): Promise<GpuCalibration> {
  const used = await modelled(records, contextWith(named(start)));
  let at = start;
  for (let step = 0; step < ITERATIONS; step++) {
    const linear = await linearised(used, contextWith, at);
    at = await improved(used, contextWith, at, stepOf(linear, used, undefined));
  }
  at = at.map(short);
  const linear = await linearised(used, contextWith, at);
  const outOfFold = new Map<string, number>();
  const without: Values[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const constants = moved(at, stepOf(linear, used, fold));
    without.push(constants);
    const held = used.filter((record) => foldOf(record, used) === fold);
    const residuals = await residualsOf(held, contextWith(named(constants)));
    held.forEach(({ id }, index) => outOfFold.set(id, Math.expm1(residuals[index] ?? 0)));
  }
  return {
    schema: "dse.gpu-calibration/v1",
    folds: FOLDS,
    records: used.length,
    constants: Object.fromEntries(
      GPU_CONSTANTS.map(({ path }, index) => {
        const value = at[index] ?? 0;
        const values = [value, ...without.map((constants) => short(constants[index] ?? 0))];
        return [path, { value, low: Math.min(...values), high: Math.max(...values) }];
      }),
    ),
    groups: groupErrors(used, linear.residuals, outOfFold),
  };
}

interface Linear {
  readonly residuals: Values;
  /** derivatives[constant][record] of the residual by the constant's logarithm. */
  readonly derivatives: readonly Values[];
}

async function modelled(records: readonly Measurement[], context: PredictionContext): Promise<Measurement[]> {
  const found: Measurement[] = [];
  for (const record of records) {
    if (!(FITTED_GROUPS as readonly string[]).includes(record.group)) continue;
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

async function linearised(
  records: readonly Measurement[],
  contextWith: ContextWith,
  at: Values,
): Promise<Linear> {
  const residuals = await residualsOf(records, contextWith(named(at)));
  const derivatives: Values[] = [];
  for (let index = 0; index < at.length; index++) {
    // Downwards: shares stay below their bounds.
    const shifted = at.map((value, other) => (other === index ? value * Math.exp(-DERIVATIVE_STEP) : value));
    const there = await residualsOf(records, contextWith(named(shifted)));
    derivatives.push(
      there.map((residual, record) => ((residuals[record] ?? 0) - residual) / DERIVATIVE_STEP),
    );
  }
  return { residuals, derivatives };
}

/** Gauss-Newton step of the logarithms, without the records of `fold` (undefined: with all). */
function stepOf(
  { residuals, derivatives }: Linear,
  records: readonly Measurement[],
  fold?: number,
): number[] {
  const sizes = new Map<string, number>();
  for (const { group } of records) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const weights = records.map((record, index) => {
    if (fold !== undefined && foldOf(record, records) === fold) return 0;
    const robust = 1 / Math.max(ROBUST_ABOVE, Math.abs(residuals[index] ?? 0));
    return robust / (sizes.get(record.group) ?? 1);
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

/** The step, halved until it lowers the mean absolute error. */
async function improved(
  records: readonly Measurement[],
  contextWith: ContextWith,
  at: Values,
  step: Values,
): Promise<Values> {
  const before = await loss(records, contextWith, at);
  for (let factor = 1; factor > 0.1; factor /= 2) {
    const there = moved(
      at,
      step.map((value) => value * factor),
    );
    if ((await loss(records, contextWith, there)) < before) return there;
  }
  return at;
}

/** Mean over groups of the mean |ln(predicted / measured)|. */
async function loss(records: readonly Measurement[], contextWith: ContextWith, at: Values): Promise<number> {
  const residuals = await residualsOf(records, contextWith(named(at)));
  const groups = new Map<string, number[]>();
  records.forEach(({ group }, index) =>
    groups.set(group, [...(groups.get(group) ?? []), Math.abs(residuals[index] ?? 0)]),
  );
  return mean([...groups.values()].map(mean));
}

function moved(at: Values, step: Values): Values {
  return at.map((value, index) =>
    Math.min(GPU_CONSTANTS[index]?.most ?? Infinity, value * Math.exp(step[index] ?? 0)),
  );
}

function named(values: Values): Readonly<Record<string, number>> {
  return Object.fromEntries(GPU_CONSTANTS.map(({ path }, index) => [path, values[index] ?? 0]));
}

/** Runs of one model, or calls of one size, are held out together. */
function foldOf(record: Measurement, records: readonly Measurement[]): number {
  return [...new Set(records.map(foldKey))].sort().indexOf(foldKey(record)) % FOLDS;
}

function foldKey({ group, modelConfig, shape, size_bytes: bytes }: Measurement): string {
  if (modelConfig === undefined) return `${group} ${JSON.stringify(shape ?? bytes)}`;
  const { layers, hidden } = modelConfig;
  return `model ${String(layers)} × ${String(hidden)}`;
}

function groupErrors(
  records: readonly Measurement[],
  residuals: Values,
  outOfFold: ReadonlyMap<string, number>,
): Readonly<Record<string, GpuGroup>> {
  const entries = FITTED_GROUPS.map((group) => {
    const own = records.flatMap((record, index) =>
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
