import { measureMetrics } from "../result/measure.ts";
import { metricContext } from "../result/metric-context.ts";
import { valueAt } from "./input-distribution.ts";
import { movedEvaluator, questionInputs, type MovedQuestion, type Moves } from "./moved-evaluation.ts";
import { unitPoint } from "./unit-point.ts";

export type Readings = Readonly<Record<string, number | null>>;

/** Values below which 10, 50 and 90 % of the samples lie. */
export interface Deciles {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

export interface SampleInput extends MovedQuestion {
  readonly samples: number;
  readonly seed: number;
  /** Before each sample; "stop" draws no more. */
  readonly onSample?: () => "stop" | void | Promise<"stop" | void>;
}

/**
 * Every metric at scrambled Sobol points of all uncertain inputs, taken as independent; samples in which the plan no
 * longer fits are left out. Same seed, same samples. `drawn`: how many there were, fewer than asked for where stopped.
 */
export async function sampleReadings(
  input: SampleInput,
): Promise<{ readonly readings: readonly Readings[]; readonly drawn: number }> {
  const { samples, seed, onSample = () => undefined } = input;
  const inputs = questionInputs(input);
  const read = reader(input);
  const unit = unitPoint(seed);
  const readings: Readings[] = [];
  let drawn = 0;
  for (; drawn < samples && (await onSample()) !== "stop"; drawn++) {
    const sample = drawn;
    const moves = inputs.map((one, axis) => ({ input: one, value: valueAt(one, unit(sample, axis)) }));
    const reading = await read(moves);
    if (reading !== undefined) readings.push(reading);
  }
  return { readings, drawn };
}

/** Every metric of the question with some inputs moved; undefined where its plan no longer fits. */
export function reader(question: MovedQuestion): (moves: Moves) => Promise<Readings | undefined> {
  const evaluator = movedEvaluator(question);
  return async (moves) => {
    const evaluation = await evaluator(moves);
    return evaluation && measureMetrics(metricContext(evaluation));
  };
}

/** Deciles of each metric that has a value. */
export function decilesOf(readings: readonly Readings[]): Readonly<Record<string, Deciles>> {
  const ids = Object.keys(readings[0] ?? {});
  return Object.fromEntries(
    ids.flatMap((id) => {
      const values = readings.map((reading) => reading[id] ?? null).filter((value) => value !== null);
      return values.length === 0 ? [] : [[id, deciles(values)]];
    }),
  );
}

/** Quantiles by linear interpolation between order statistics (Hyndman and Fan 1996, type 7). */
export function deciles(values: readonly number[]): Deciles {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)] ?? Number.NaN;
    const above = sorted[Math.ceil(place)] ?? Number.NaN;
    return below + (place - Math.floor(place)) * (above - below);
  };
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}
