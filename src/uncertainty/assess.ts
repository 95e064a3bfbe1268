import { valueAt } from "./input-distribution.ts";
import { questionInputs, type MovedQuestion, type QuestionInput } from "./moved-evaluation.ts";
import { decilesOf, reader, sampleReadings, type Deciles, type Readings } from "./sample-readings.ts";
import { metricSwings, type MetricSwing, type Swing } from "./sensitivities.ts";
import { sobolIndices, type SobolIndex } from "./sobol-indices.ts";
import { unitPoint } from "./unit-point.ts";

/** What one input does to one metric: the metric with the input alone at its ends, and its shares of the variance. */
export interface Sensitivity extends MetricSwing<QuestionInput> {
  readonly index?: SobolIndex;
}

export interface Uncertainty {
  /** Samples that were drawn: those that were asked for, or fewer where it was stopped. */
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
  /** Before each evaluation; "stop" ends it with the samples that there are. */
  readonly onProgress?: (done: number, total: number) => void | Promise<"stop" | void>;
}

/**
 * Carry the uncertain inputs of a question to its metrics, at its plan and in closed form.
 *
 *   samples (all inputs at once)             ─► deciles of every metric
 *   each input alone at its low and high end ─► swings (tornado)
 *   Saltelli's design over inputs that swing ─► Sobol indices
 *
 * Inputs are taken as independent. Same seed, same result.
 */
export async function assessUncertainty(input: AssessInput): Promise<Uncertainty> {
  const { samples, indexRows, metrics, onProgress } = input;
  const inputs = questionInputs(input);
  const total = inputs.length + samples + indexRows;
  let done = 0;
  const step = async (): Promise<"stop" | void> => onProgress?.(done++, total);
  const read = reader(input);
  const nominal = await read([]);
  if (nominal === undefined) throw new Error("the plan of the question does not fit its own system");
  const { readings, drawn } = await sampleReadings({ ...input, onSample: step });
  const swings: Swing<QuestionInput>[] = [];
  let stopped = drawn < samples;
  for (const one of inputs) {
    stopped ||= (await step()) === "stop";
    if (stopped) break;
    const at = (value: number): Promise<Readings | undefined> => read([{ input: one, value }]);
    swings.push({ input: one, low: await at(one.ends.low), high: await at(one.ends.high) });
  }
  const sensitivities = Object.fromEntries(
    metrics.map((metric) => [metric, metricSwings(metric, nominal, swings)]),
  );
  return {
    samples: drawn,
    fitting: readings.length,
    deciles: decilesOf(readings),
    sensitivities:
      indexRows > 0 && !stopped
        ? await withIndices(sensitivities, input, { read, onRow: step })
        : sensitivities,
  };
}

interface Work {
  readonly read: ReturnType<typeof reader>;
  readonly onRow: () => Promise<"stop" | void>;
}

/** Indices over all inputs that swing any of the metrics; the others stay at their nominal value. */
async function withIndices(
  sensitivities: Uncertainty["sensitivities"],
  { metrics, indexRows, seed }: AssessInput,
  { read, onRow }: Work,
): Promise<Uncertainty["sensitivities"]> {
  const inputs = [...new Set(Object.values(sensitivities).flatMap((all) => all.map(({ input }) => input)))];
  const unit = unitPoint(seed + 1);
  const indices = await sobolIndices({
    dimensions: inputs.length,
    rows: indexRows,
    coordinate: (row, axis, design) => unit(row, design === "a" ? axis : inputs.length + axis),
    model: async (point) => {
      const moves = point.map((u, axis) => ({ input: inputs[axis]!, value: valueAt(inputs[axis]!, u) }));
      const reading = await read(moves);
      return reading && metrics.map((metric) => reading[metric] ?? 0);
    },
    onRow,
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
