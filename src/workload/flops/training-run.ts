import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { fixedSampleTokens } from "../graph/sample-tokens.ts";

/** How long a whole run is. */
export interface TrainingRun {
  /** Tokens of the (first) stack over the whole run. */
  readonly tokens: number;
  /** Samples (rows) over the whole run. */
  readonly samples: number;
  /** Weight updates, the last one possibly with a smaller batch. */
  readonly steps: number;
  readonly tokensPerSample: number;
  readonly globalBatch: number;
  /** Passes over the data set, where its size is known. */
  readonly epochs?: number;
}

/** The model's length; with an image before the text, that of the decoder. */
function textLength({ model }: WorkloadSpec): number {
  return model.towers?.at(-1)?.model.sequenceLength ?? model.sequenceLength;
}

/**
 * Length of the spec's training task; undefined for inference. `tokens` decides where it is given, else `steps`:
 *
 *   tokens = steps × globalBatch × tokens of a sample
 */
export function trainingRun(spec: WorkloadSpec): TrainingRun | undefined {
  const { task } = spec;
  if (task.kind === "inference") return undefined;
  const tokensPerSample = fixedSampleTokens(spec) ?? task.sequenceLength ?? textLength(spec);
  const { globalBatch } = task;
  const bySteps = task.steps === undefined ? undefined : task.steps * globalBatch * tokensPerSample;
  const tokens = task.tokens ?? bySteps;
  if (tokens === undefined) throw new Error(`${spec.id}: a training task needs tokens or steps`);
  const samples = tokens / tokensPerSample;
  return {
    tokens,
    samples,
    steps: Math.ceil(samples / globalBatch - 1e-9),
    tokensPerSample,
    globalBatch,
    ...(task.datasetSamples === undefined ? {} : { epochs: samples / task.datasetSamples }),
  };
}
