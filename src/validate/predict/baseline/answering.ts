import { sizeField, type BaselineRecord } from "./baseline-record.ts";
import type { Pass } from "../mapper.ts";
import type { InferenceRun } from "./inference-run.ts";

/** How a batch, or a stream of requests, is answered. */
export interface Answering {
  /** Answers that a replica works on at a time. */
  readonly batch: number;
  readonly outputTokens: number;
  /** The prompts of a batch, or of a request alone where requests come one by one. */
  readonly prefillSeconds: number;
  readonly stepSeconds: number;
  /** Where the time of a pass of prompts goes, and that of a step. */
  readonly prefillTime: Pass["time"];
  readonly stepTime: Pass["time"];
  /** As a user sees them: until the first token, between tokens, until the last. */
  readonly firstSeconds: number;
  readonly tokenSeconds: number;
  readonly totalSeconds: number;
  /** Output tokens of all replicas. */
  readonly tokensPerSecond: number;
  /** Dynamic energy of a chip over `totalSeconds`. */
  readonly chipJoules: number;
}

/** Tokens of a prompt where a record says the mean answer alone: MLPerf's OpenOrca, about 294 (recalled). */
const BENCHMARK_PROMPT = 294;
/** Tokens of a script's short sentence, where a record has no prompt length. */
const SHORT_PROMPT = 16;
/** Tokens that an engine takes in one pass of prompts: max_num_tokens of TensorRT-LLM and vLLM (default). */
const PASS_TOKENS = 8192;
/** Sequences that an engine schedules at a time: max_batch_size of TensorRT-LLM (default). */
const MOST_SCHEDULED = 2048;
/** A request's way through server and client, beside the engine: engineering range 5-15 ms. */
const SERVER_SECONDS = 0.01;

/** Share of the rate with all requests waiting that random arrivals within limits of latency leave (assumed). */
const ARRIVAL_SHARE = 0.9;

interface Lengths {
  readonly prompt: number;
  readonly output: number;
}

export function answering(record: BaselineRecord, run: InferenceRun): Answering | string {
  const { batch, concurrency, batching = "" } = record;
  const lengths = lengthsOf(record);
  if (sizeField(concurrency) !== undefined) return closedLoop(record, lengths, run);
  if (sizeField(batch) !== undefined) return staticBatch(batch ?? 1, lengths, run, engineOf(record));
  if (/in-?flight|continuous|offline|poisson|server|queued/i.test(batching))
    return fullStream(record, lengths, run);
  return "batch unknown";
}

function lengthsOf(record: BaselineRecord): Lengths {
  const output =
    sizeField(record.outputLength) ?? sizeField(record.generated) ?? sizeField(record.meanOutputLength) ?? 1;
  const asked = sizeField(record.inputLength) ?? sizeField(record.contextLength);
  const prompt = asked ?? (record.meanOutputLength === undefined ? SHORT_PROMPT : BENCHMARK_PROMPT);
  return { prompt, output };
}

/** What an engine makes of a batch that is handed over at once. */
interface Engine {
  /** What does not fit at once is answered in waves. */
  readonly inWaves: boolean;
  /** Keys and values of a prompt that was asked before are still there. */
  readonly keepsPrompts: boolean;
  /** Tokens above which a batch goes through the stages of a pipeline in parts; Infinity where it goes as a whole. */
  readonly partTokens: number;
}

/** First version of vLLM whose engine keeps prefixes unless told otherwise, on all chips (V1; recalled). */
const KEEPING_VERSION = 0.9;
/** FasterTransformer's getLocalBatchSize: parts of a batch are halved while they hold more tokens (recalled). */
const PART_TOKENS = 4096;
/** Tokens of a prompt that are computed anew where it is kept: its last block. */
const KEPT_BLOCK = 16;

/** vLLM's own latency benchmark asks the same prompts again and again, after some rounds to warm up. */
function engineOf({ framework = "", batching = "" }: BaselineRecord): Engine {
  const [, version] = /vllm v?(\d+\.\d+)/i.exec(framework) ?? [];
  const isVllm = /vllm/i.test(framework);
  return {
    inWaves: isVllm && !/static batch/i.test(batching),
    partTokens: /faster ?transformer/i.test(framework) ? PART_TOKENS : Infinity,
    keepsPrompts: versionOf(version) >= KEEPING_VERSION && /benchmark_latency/i.test(batching),
  };
}

/** "0.10" is above "0.9"; NaN where there is none. */
function versionOf(text = ""): number {
  const [major = NaN, minor = NaN] = text.split(".").map(Number);
  return major + minor / 10;
}

/** All start and end together. */
function staticBatch(
  batch: number,
  { prompt, output }: Lengths,
  run: InferenceRun,
  { inWaves, keepsPrompts, partTokens }: Engine,
): Answering {
  const room = inWaves ? Math.max(1, run.mostSequences(prompt + output)) : Infinity;
  const count = Math.max(1, Math.ceil(batch / room));
  const together = Math.ceil(batch / count);
  const computed = keepsPrompts ? Math.min(prompt, KEPT_BLOCK) : prompt;
  const stages = run.degrees.pipelineParallel;
  const inParts = (tokens: number, pass: (samples: number) => Pass): Pass =>
    throughStages(partsOf(together, { tokens, stages, partTokens }), stages, (parts) =>
      pass(together / parts),
    );
  const prefill = inParts(computed, (samples) => run.prefill(samples, computed));
  const step = inParts(1, (samples) => run.decode(samples, prompt + (output + 1) / 2));
  const steps = output - 1;
  const totalSeconds = count * (prefill.seconds + steps * step.seconds);
  return {
    batch,
    outputTokens: output,
    prefillSeconds: prefill.seconds,
    stepSeconds: step.seconds,
    prefillTime: prefill.time,
    stepTime: step.time,
    firstSeconds: prefill.seconds,
    tokenSeconds: step.seconds,
    totalSeconds,
    tokensPerSecond: (batch * output * run.degrees.dataParallel) / totalSeconds,
    chipJoules: count * (prefill.chipJoules + steps * step.chipJoules),
  };
}

/** Parts of a batch in a pipeline: one a stage where that divides it, and halves of these while they are too large. */
function partsOf(
  batch: number,
  {
    tokens,
    stages,
    partTokens,
  }: { readonly tokens: number; readonly stages: number; readonly partTokens: number },
): number {
  if (stages === 1 || partTokens === Infinity) return 1;
  let part = batch % stages === 0 ? batch / stages : batch;
  while (part * tokens > partTokens && part % 2 === 0) part /= 2;
  return batch / part;
}

/** A batch in so many parts that follow each other through the stages: (parts + stages − 1) / stages passes of one. */
function throughStages(parts: number, stages: number, pass: (parts: number) => Pass): Pass {
  const one = pass(parts);
  const passes = (parts + stages - 1) / stages;
  const times = Object.entries(one.time).map(([name, seconds]) => [name, seconds * passes] as const);
  return {
    seconds: one.seconds * passes,
    time: Object.fromEntries(times),
    chipJoules: one.chipJoules * parts,
  };
}

/** What a prompt adds to a stream of them: its share of a pass that is as full as an engine makes it. */
function promptShare(
  prompt: number,
  waiting: number,
  run: InferenceRun,
): { readonly seconds: number; readonly pass: Pass } {
  const together = Math.max(1, Math.min(waiting, Math.floor(PASS_TOKENS / prompt)));
  const pass = run.prefill(together, prompt);
  return { seconds: pass.seconds / together, pass };
}

/**
 * Requests that all wait at once: as many at a time as memory holds. In the time of an answer's steps each of the batch
 * is replaced once, which takes a prompt each.
 */
function fullStream(
  record: BaselineRecord,
  { prompt, output }: Lengths,
  run: InferenceRun,
): Answering | string {
  const { dataParallel } = run.degrees;
  const offered = sizeField(record.requests) ?? sizeField(record.prompts) ?? Infinity;
  const scheduled = sizeField(record.maxSequences) ?? MOST_SCHEDULED;
  const batch = Math.floor(Math.min(run.mostSequences(prompt + output), offered / dataParallel, scheduled));
  if (batch < 1) return "weights, keys and values of one request do not fit";
  const stream = streamOf({ batch, users: batch, prompt, output }, run);
  const slack = /poisson/i.test(record.batching ?? "") ? ARRIVAL_SHARE : 1;
  return { ...stream, tokensPerSecond: slack * stream.tokensPerSecond };
}

/** `concurrency` users who each ask again when they are answered. Equal answers end together, and prompts queue. */
function closedLoop(
  record: BaselineRecord,
  { prompt, output }: Lengths,
  run: InferenceRun,
): Answering | string {
  const users = Math.max(1, Math.round((record.concurrency ?? 1) / run.degrees.dataParallel));
  const room = run.mostSequences(prompt + output);
  if (room < 1) return "weights, keys and values of one request do not fit";
  const scheduled = sizeField(record.maxSequences) ?? MOST_SCHEDULED;
  return streamOf({ batch: Math.min(users, room, scheduled), users, prompt, output }, run);
}

interface Stream extends Lengths {
  readonly batch: number;
  readonly users: number;
}

/**
 * A round of a batch takes its prompts and its steps. By Little's law an answer of one of `users` takes
 * users / batch rounds; a first token waits for half of the prompts before it, and for a place.
 */
function streamOf({ batch, users, prompt, output }: Stream, run: InferenceRun): Answering {
  const { seconds: onePrompt, pass } = promptShare(prompt, batch, run);
  const step = run.decode(batch, prompt + (output + 1) / 2);
  const round = batch * onePrompt + (output - 1) * step.seconds;
  const ownPrompts = ((batch + 1) / 2) * onePrompt;
  const waited = (users / batch - 1) * round;
  const tokenSeconds = output > 1 ? (round - ownPrompts) / (output - 1) : 0;
  return {
    batch,
    outputTokens: output,
    prefillSeconds: onePrompt,
    stepSeconds: step.seconds,
    prefillTime: pass.time,
    stepTime: step.time,
    firstSeconds: SERVER_SECONDS + waited + ownPrompts,
    tokenSeconds,
    totalSeconds: waited + round,
    tokensPerSecond: (batch * output * run.degrees.dataParallel) / round,
    chipJoules:
      (users / batch) * (batch * run.prefill(1, prompt).chipJoules + (output - 1) * step.chipJoules),
  };
}
