import type { Arch } from "../../../arch/arch.ts";
import { peakFlopsPerSecond } from "../../../arch/peak.ts";
import type { Arithmetic } from "../../../cost/arithmetic.ts";
import type { PlanTiming } from "../../../estimate/priced-plan.ts";
import { planAndPrice, priceKnownRun } from "../../../evaluate.ts";
import { findPlan } from "../../../explore/find-plan.ts";
import type { TransformerSpec, WorkloadSpec } from "../../../spec/kinds/workload-spec.ts";
import { buildOperatorGraph } from "../../../workload/build-graph.ts";
import { modelFlopsPerSample } from "../../../workload/graph/operator-flops.ts";
import { sizeOf } from "../arithmetic-of.ts";
import { notModelled, type Prediction, type PredictionContext } from "../mapper.ts";
import { sizeField, type BaselineRecord } from "./baseline-record.ts";
import { modelOf } from "./record-model.ts";
import { formatsOf } from "./record-precision.ts";
import { recordArch } from "./record-system.ts";
import { degreesOf, type RunDegrees } from "./run-degrees.ts";
import { layoutOpen, openMicroBatch, recomputeOf, trainingChoice } from "./training-choice.ts";

/** A weight update as planned and timed. */
interface TrainingStep {
  readonly seconds: number;
  readonly batch: number;
  readonly sequenceLength: number;
  readonly devices: number;
  /** Of a sequence, by the convention of the tool: exact products, scores over the full context. */
  readonly modelFlops: number;
  readonly arch: Arch;
  readonly time: PlanTiming["time"];
}

/** A step's seconds, and where they go. */
interface TimedStep {
  readonly seconds: number;
  readonly time: PlanTiming["time"];
}

/** `{ matmul: 1 }` → `{ matmulSeconds: 1 }`; what takes nothing is left out. */
function shares({ time }: Pick<TimedStep, "time">): Readonly<Record<string, number>> {
  const parts = Object.entries(time).filter(([, seconds]) => seconds > 0);
  return Object.fromEntries(parts.map(([name, seconds]) => [`${name}Seconds`, seconds]));
}

/** Metrics of a training run, from the step that a record describes. */
export async function trainingMetric(
  record: BaselineRecord,
  context: PredictionContext,
): Promise<Prediction> {
  const of = METRICS[record.metric];
  if (of === undefined) return notModelled(`metric ${record.metric} of training`);
  const step = await trainingStep(record, context);
  if (typeof step === "string") return notModelled(step);
  const predicted = of(step, record);
  if (typeof predicted === "string") return notModelled(predicted);
  return { predicted, breakdown: { stepSeconds: step.seconds, ...shares(step) } };
}

type Metric = (step: TrainingStep, record: BaselineRecord) => number | string;

const tokensPerSecond = ({ batch, sequenceLength, seconds }: TrainingStep): number =>
  (batch * sequenceLength) / seconds;
/**
 * Samples of MLPerf's LoRA benchmark until its target, where a record does not say: 3,072 at a batch of 8, and eight
 * evaluations of 173 samples, of which each takes the forward half of a step with frozen weights (rules; recalled).
 */
const LORA_SAMPLES = 3072 + (8 * 173) / 2;
/** Tokens of a sequence where a record counts its batch in tokens alone: usual in the runs of 2023-2025. */
const USUAL_SEQUENCE = 4096;
/** Recompute of whole layers runs each forward pass twice. */
const WITH_RECOMPUTE = 4 / 3;

const chipFlops = ({ batch, modelFlops, seconds, devices }: TrainingStep): number =>
  (batch * modelFlops) / (seconds * devices);
const peak = ({ arch }: TrainingStep): number => peakFlopsPerSecond(arch.chip, "fp16_32");

const METRICS: Readonly<Partial<Record<string, Metric>>> = {
  iteration_time: ({ seconds }) => seconds,
  step_time: ({ seconds }) => seconds,
  tokens_per_s: tokensPerSecond,
  throughput: tokensPerSecond,
  tokens_per_s_per_gpu: (step) => tokensPerSecond(step) / step.devices,
  samples_per_s: ({ batch, seconds }) => batch / seconds,
  achieved_tflops_per_gpu: chipFlops,
  mfu: (step) => chipFlops(step) / peak(step),
  hfu: (step, record) =>
    (chipFlops(step) / peak(step)) * (recomputeOf(record) === "layer" ? WITH_RECOMPUTE : 1),
  time_to_train: ({ batch, seconds }, { samplesToTarget, task }) => {
    const samples = sizeField(samplesToTarget) ?? (/lora/i.test(task ?? "") ? LORA_SAMPLES : undefined);
    return samples === undefined ? "samples to target unknown" : (samples / batch) * seconds;
  },
  device_hours: (step, { trainingTokens }) =>
    sizeField(trainingTokens) === undefined
      ? "training tokens unknown"
      : ((trainingTokens ?? 0) / tokensPerSecond(step)) * step.devices,
};

async function trainingStep(
  record: BaselineRecord,
  context: PredictionContext,
): Promise<TrainingStep | string> {
  const model = modelOf(record);
  if (model === undefined) return `sizes of ${record.model ?? "the model"} unknown`;
  const degrees = degreesOf(record);
  if (typeof degrees === "string") return degrees;
  const sequenceLength = sequenceOf(record);
  if (sequenceLength === undefined) return "sequence length unknown";
  const batch = batchOf(record, degrees, sequenceLength);
  if (batch === undefined) return "batch unknown";
  const arch = await recordArch(record, degrees.devices, context);
  if (typeof arch === "string") return arch;
  const arithmetic = formatsOf(record, arch.chip)?.arithmetic;
  if (arithmetic === undefined) return `precision ${record.precision} unknown`;
  const { spec } = await context.workload("llama2-70b");
  const choice = { ...trainingChoice(record, model, degrees, batch), arithmetic };
  const graph = buildOperatorGraph(training(spec, model, { record, batch, sequenceLength }), "training");
  const { devices } = degrees;
  const workload = graph.workload;
  const step = layoutOpen(record, degrees)
    ? searched({ arch, workload, arithmetic, devices }, context)
    : openMicroBatch(record)
      ? fastestFit({ arch, graph, choice }, context)
      : timed(priceKnownRun({ arch, graph, choice }), context);
  if (typeof step === "string") return step;
  return { ...step, batch, sequenceLength, devices, modelFlops: modelFlopsPerSample(graph), arch };
}

type Timing = Pick<PredictionContext, "time">;

function timed(result: ReturnType<typeof priceKnownRun>, { time }: Timing): TimedStep | string {
  return result.kind === "illegal" ? result.rule : time(result.priced);
}

/** Micro-batches that a run may have had whose record names none. */
const USUAL_MICRO_BATCHES = [1, 2, 4];

/** Seconds of the fastest of the usual micro-batches that fit; of single samples where none does. */
function fastestFit(
  { arch, graph, choice }: Parameters<typeof priceKnownRun>[0],
  context: Timing,
): TimedStep | string {
  const rows = choice.microBatch * choice.microBatches;
  const steps = USUAL_MICRO_BATCHES.flatMap((microBatch) => {
    if (rows % microBatch !== 0) return [];
    const result = planAndPrice({
      ...{ arch, graph },
      choice: { ...choice, microBatch, microBatches: rows / microBatch },
    });
    return result.kind === "priced" ? [context.time(result.priced)] : [];
  });
  const [fastest] = steps.sort((a, b) => a.seconds - b.seconds);
  return fastest ?? timed(priceKnownRun({ arch, graph, choice }), context);
}

interface Searched {
  readonly arch: Arch;
  readonly workload: WorkloadSpec;
  readonly arithmetic: Arithmetic;
  readonly devices: number;
}

/** A run whose layout is not told is taken to have been laid out well: the fastest usual plan on all of its devices. */
function searched({ arch, workload, arithmetic, devices }: Searched, { time }: Timing): TimedStep | string {
  const { best } = findPlan({ arch, workload, fixed: { arithmetic }, breadth: "usual" });
  if (best === undefined) return "layout unknown, and no plan fits";
  const { tensorParallel, pipelineParallel, dataParallel } = best.choice;
  if (2 * tensorParallel * pipelineParallel * dataParallel < devices) return "layout unknown";
  const [phase] = best.evaluation.phases;
  return phase === undefined ? "layout unknown" : time(phase.priced);
}

function sequenceOf(record: BaselineRecord): number | undefined {
  const { globalBatch, globalBatchTokens } = record;
  const stated = sizeField(record.sequenceLength) ?? sizeOf(record.modelConfig, "seq");
  if (stated !== undefined || !globalBatchTokens) return stated;
  return globalBatch ? sizeField(globalBatchTokens / globalBatch) : USUAL_SEQUENCE;
}

function batchOf(record: BaselineRecord, degrees: RunDegrees, sequenceLength: number): number | undefined {
  const { globalBatch, globalBatchTokens, perDeviceBatch, microBatch, gradientAccumulation = 1 } = record;
  if (sizeField(globalBatch) !== undefined) return globalBatch;
  if (sizeField(globalBatchTokens) !== undefined) return (globalBatchTokens ?? 0) / sequenceLength;
  if (sizeField(perDeviceBatch) !== undefined) return (perDeviceBatch ?? 0) * degrees.devices;
  return sizeField(microBatch) === undefined
    ? undefined
    : (microBatch ?? 0) * gradientAccumulation * degrees.dataParallel;
}

interface TrainedOn {
  readonly record: BaselineRecord;
  readonly batch: number;
  readonly sequenceLength: number;
}

function training(
  spec: WorkloadSpec,
  model: TransformerSpec,
  { record, batch, sequenceLength }: TrainedOn,
): WorkloadSpec {
  const lora = /lora/i.test(record.task ?? "") ? loraRank(record.task ?? "") : undefined;
  return {
    ...spec,
    family: "decoder",
    model: { ...model, sequenceLength },
    task: {
      kind: lora === undefined ? "pretrain" : "finetune",
      steps: 1,
      globalBatch: batch,
      optimizer: "adam",
      precision: "fp16",
      ...(lora !== undefined && {
        trainable: { lora: { rank: lora, matrices: ["query", "key", "value", "projection"] } },
      }),
    },
  };
}

/** MLPerf's rank where a record does not say: 16 (published). */
function loraRank(task: string): number {
  return Number(/rank[ =]*(\d+)/i.exec(task)?.[1] ?? 16);
}
