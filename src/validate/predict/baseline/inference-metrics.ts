import { notModelled, type Prediction, type PredictionContext } from "../mapper.ts";
import { sizeField, type BaselineRecord } from "./baseline-record.ts";
import { inferenceRun, type InferenceRun } from "./inference-run.ts";
import { answering, type Answering } from "./answering.ts";

/** Metrics of inference, from the passes that a record's batch and lengths ask for. */
export async function inferenceMetric(
  record: BaselineRecord,
  context: PredictionContext,
): Promise<Prediction> {
  const of = METRICS[record.metric];
  if (of === undefined) return notModelled(`metric ${record.metric} of inference`);
  const reason = unmodelledService(record);
  if (reason !== undefined) return notModelled(reason);
  const run = await inferenceRun(record, context);
  if (typeof run === "string") return notModelled(run);
  const answers = answering(record, run);
  if (typeof answers === "string") return notModelled(answers);
  const predicted = of(answers, record, run);
  if (typeof predicted === "string") return notModelled(predicted);
  const { prefillSeconds, stepSeconds, batch, prefillTime, stepTime } = answers;
  const parts = { ...partsOf("prefill", prefillTime), ...partsOf("step", stepTime) };
  return { predicted, breakdown: { prefillSeconds, stepSeconds, batch, ...parts } };
}

/** `{ matmul: 1 }` of a step → `{ stepMatmulSeconds: 1 }`. */
function partsOf(pass: string, time: Answering["stepTime"]): Readonly<Record<string, number>> {
  const named = Object.entries(time).map(
    ([name, seconds]) => [`${pass}${name.charAt(0).toUpperCase()}${name.slice(1)}Seconds`, seconds] as const,
  );
  return Object.fromEntries(named);
}

/** Services of which the machine behind the number is not known. */
function unmodelledService({ batching = "", framework = "" }: BaselineRecord): string | undefined {
  if (/seen from outside|hosted api/i.test(`${batching} ${framework}`))
    return "a service seen from outside: chips and batch unknown";
  if (/cache hits|production/i.test(batching)) return "production traffic: lengths and cache hits unknown";
  return /beam/i.test(batching) ? "beam search" : undefined;
}

type Metric = (answers: Answering, record: BaselineRecord, run: InferenceRun) => number | string;

const perDevice: Metric = (answers, _record, { degrees }) => answers.tokensPerSecond / degrees.devices;
const total: Metric = ({ totalSeconds }) => totalSeconds;
const first: Metric = ({ firstSeconds }) => firstSeconds;

const METRICS: Readonly<Partial<Record<string, Metric>>> = {
  inter_token_latency: ({ tokenSeconds }) => tokenSeconds,
  time_per_output_token: ({ tokenSeconds }) => tokenSeconds,
  decode_latency: ({ tokenSeconds }) => tokenSeconds,
  step_time: ({ tokenSeconds }) => tokenSeconds,
  decode_latency_64_tokens: ({ tokenSeconds }) => 64 * tokenSeconds,
  latency_per_token_per_batch_element: ({ tokenSeconds, batch }) => tokenSeconds / batch,
  time_to_first_token: first,
  time_to_first_token_mean: first,
  prefill_latency: ({ prefillSeconds }) => prefillSeconds,
  total_latency: total,
  latency: total,
  output_tokens_per_s: ({ tokensPerSecond }) => tokensPerSecond,
  tokens_per_s: ({ tokensPerSecond }) => tokensPerSecond,
  throughput: ({ tokensPerSecond }) => tokensPerSecond,
  output_tokens_per_s_per_gpu: perDevice,
  tokens_per_s_per_gpu: perDevice,
  output_tokens_per_s_per_user: ({ tokenSeconds }) => 1 / tokenSeconds,
  samples_per_s: ({ tokensPerSecond, outputTokens }) => tokensPerSecond / outputTokens,
  average_power: ({ chipJoules, totalSeconds }, record, { chip }) => {
    if (sizeField(record.batch) === undefined) return "batch unknown";
    return Math.min(chip.power.capWatts, chip.power.idleWatts + chipJoules / totalSeconds);
  },
};
