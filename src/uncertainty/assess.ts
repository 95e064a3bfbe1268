import { scrambledSobol } from "../explore/strategies/sobol.ts";
import { measureMetrics } from "../result/measure.ts";
import { metricContext, type EvaluatedPlan } from "../result/metric-context.ts";
import { createRandom } from "../sim/random.ts";
import { valueAt } from "./input-distribution.ts";
import { movedEvaluator, type MovedQuestion, type Moves, type QuestionInput } from "./moved-evaluation.ts";
import { sobolIndices, type SobolIndex } from "./sobol-indices.ts";
import { uncertainInputs } from "./uncertain-inputs.ts";

/** Values below which so many of ten samples lie. */
export interface Deciles {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** What one input does to one metric: the metric with the input alone at its ends, and its shares of the variance. */
export interface Sensitivity {
  readonly input: QuestionInput;
  /** null: the plan no longer fits there. */
  readonly low: number | null;
  readonly high: number | null;
  readonly index?: SobolIndex;
}

export interface Uncertainty {
  readonly samples: number;
  /** Samples in which the plan still fits; the deciles are of those. */
  readonly fitting: number;
  readonly deciles: Readonly<Record<string, Deciles>>;
  /** By metric, largest swing first; inputs that do not move it are left out. */
  readonly sensitivities: Readonly<Record<string, readonly Sensitivity[]>>;
}

export interface AssessInput extends MovedQuestion {
  /** Samples of all inputs together. */
  readonly samples: number;
  /** Rows of the design for Sobol indices; 0: none. */
  readonly indexRows: number;
  /** Metrics whose sensitivities are wanted. */
  readonly metrics: readonly string[];
  readonly seed: number;
  readonly onProgress?: (done: number, total: number) => void | Promise<void>;
}

type Readings = Readonly<Record<string, number | null>>;

/**
 * Carry the uncertain inputs of a question to its metrics, at its plan and in closed form.
 *
 *   samples (scrambled Sobol points, all inputs at once) ─► deciles of every metric
 *   each input alone at its low and high end             ─► swings (tornado)
 *   Saltelli's design over the inputs that swing         ─► Sobol indices
 *
 * Inputs are taken as independent. Same seed, same result.
 */
export async function assessUncertainty(input: AssessInput): Promise<Uncertainty> {
  const inputs = questionInputs(input);
  const evaluator = movedEvaluator(input);
  const read = async (moves: Moves): Promise<Readings | undefined> => {
    const evaluation = await evaluator(moves);
    return evaluation && measured(evaluation);
  };
  const steps = progressOf(input, inputs.length);
  const swings: Swing[] = [];
  for (const one of inputs) {
    await steps.next();
    const at = (value: number): Promise<Readings | undefined> => read([{ input: one, value }]);
    swings.push({ input: one, low: await at(one.ends.low), high: await at(one.ends.high) });
  }
  const readings: Readings[] = [];
  for (let sample = 0; sample < input.samples; sample++) {
    await steps.next();
    const unit = unitPoint(input.seed);
    const reading = await read(
      inputs.map((one, axis) => ({ input: one, value: valueAt(one, unit(sample, axis)) })),
    );
    if (reading !== undefined) readings.push(reading);
  }
  const nominal = await read([]);
  const sensitivities = sensitivitiesOf(swings, input.metrics, nominal);
  return {
    samples: input.samples,
    fitting: readings.length,
    deciles: decilesOf(readings),
    sensitivities:
      input.indexRows > 0 ? await withIndices(sensitivities, input, { read, steps }) : sensitivities,
  };
}

/** Every uncertain input of the system and of the workload. */
export function questionInputs({
  system,
  workload,
}: Pick<MovedQuestion, "system" | "workload">): readonly QuestionInput[] {
  return [
    ...uncertainInputs(system.loaded.provenance).map((one) => ({ ...one, of: "system" as const })),
    ...uncertainInputs(workload.provenance).map((one) => ({ ...one, of: "workload" as const })),
  ];
}

const measured = (evaluation: EvaluatedPlan): Readings => measureMetrics(metricContext(evaluation));

interface Swing {
  readonly input: QuestionInput;
  readonly low: Readings | undefined;
  readonly high: Readings | undefined;
}

function sensitivitiesOf(
  swings: readonly Swing[],
  metrics: readonly string[],
  nominal: Readings | undefined,
): Uncertainty["sensitivities"] {
  const of = (metric: string): readonly Sensitivity[] => {
    const value = nominal?.[metric] ?? null;
    return swings
      .map(({ input, low, high }) => ({ input, low: low?.[metric] ?? null, high: high?.[metric] ?? null }))
      .filter(({ low, high }) => low !== value || high !== value)
      .toSorted((a, b) => swingOf(b, value) - swingOf(a, value));
  };
  return Object.fromEntries(metrics.map((metric) => [metric, of(metric)]));
}

/** Distance between the ends; an end that does not fit counts as further than any. */
function swingOf({ low, high }: Pick<Sensitivity, "low" | "high">, nominal: number | null): number {
  if (low === null || high === null || nominal === null) return Infinity;
  return Math.max(low, high, nominal) - Math.min(low, high, nominal);
}

function decilesOf(readings: readonly Readings[]): Uncertainty["deciles"] {
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

/** Axes of the Sobol sequence; inputs beyond them are drawn at random. */
const SOBOL_AXES = 64;

/** Coordinates in [0, 1) of a design of so many samples; designs of other seeds are independent. */
function unitPoint(seed: number): (sample: number, axis: number) => number {
  return (sample, axis) =>
    axis < SOBOL_AXES ? scrambledSobol(sample, axis, seed) : createRandom(seed, axis, sample)();
}

interface Work {
  readonly read: (moves: Moves) => Promise<Readings | undefined>;
  readonly steps: { readonly next: () => Promise<void> };
}

/** Indices over all inputs that swing any of the metrics; the others stay at their nominal value. */
async function withIndices(
  sensitivities: Uncertainty["sensitivities"],
  { metrics, indexRows, seed }: AssessInput,
  { read, steps }: Work,
): Promise<Uncertainty["sensitivities"]> {
  const inputs = [...new Set(Object.values(sensitivities).flatMap((all) => all.map(({ input }) => input)))];
  const unit = unitPoint(seed + 1);
  const indices = await sobolIndices({
    dimensions: inputs.length,
    rows: indexRows,
    coordinate: (row, axis, design) => unit(row, design === "a" ? axis : inputs.length + axis),
    model: async (point) => {
      const reading = await read(
        point.map((u, axis) => ({ input: inputs[axis]!, value: valueAt(inputs[axis]!, u) })),
      );
      return reading && metrics.map((metric) => reading[metric] ?? 0);
    },
    onRow: steps.next,
  });
  return Object.fromEntries(
    metrics.map((metric, at) => [
      metric,
      (sensitivities[metric] ?? []).map((one) => {
        const index = indices[at]?.[inputs.indexOf(one.input)];
        return index === undefined ? one : { ...one, index };
      }),
    ]),
  );
}

function progressOf({ samples, indexRows, onProgress }: AssessInput, inputs: number): Work["steps"] {
  const total = inputs + samples + indexRows;
  let done = 0;
  return {
    next: async () => {
      await onProgress?.(done++, total);
    },
  };
}
