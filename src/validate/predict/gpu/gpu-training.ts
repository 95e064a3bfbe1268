import { illegalText } from "../../../plan/choice/illegal.ts";
import { DEFAULT_CHOICE } from "../../../spec/kinds/plan-choices.ts";
import type { Arch } from "../../../arch/arch.ts";
import type { PlanTiming } from "../../../estimate/priced-plan.ts";
import { priceKnownRun } from "../../../evaluate.ts";
import { even } from "../../../plan/partition/partition.ts";
import type { PlanChoice, RecomputeMode } from "../../../plan/plan.ts";
import type { WorkloadSpec } from "../../../spec/kinds/workload-spec.ts";
import { buildOperatorGraph } from "../../../workload/build-graph.ts";
import { sizeOf } from "../arithmetic-of.ts";
import { notModelled, type Mapper, type PredictionContext } from "../mapper.ts";
import type { VisibleFields } from "../../measurement.ts";
import { gpuSystem } from "./gpu-system.ts";
import { MEGATRON_SCHEDULES } from "./megatron-schedules.ts";

/** Sizes of a GPT that a training record states. */
interface GptSizes {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly ffn: number;
  readonly vocabulary: number;
  readonly sequenceLength: number;
}

/** Training steps of GPT models on GPUs: Megatron-LM and Megatron-DeepSpeed. */
export const gpuTraining: Mapper = async (record, context) => {
  const sizes = gptSizes(record);
  const arch = await gpuSystem(record, context);
  if (arch === undefined) return notModelled("no spec of the chip");
  if (sizes === undefined || record.globalBatch === undefined) return notModelled("model or batch unknown");
  const choice = gpuChoice(record, sizes, record.globalBatch);
  if (typeof choice === "string") return notModelled(choice);
  const graph = buildOperatorGraph(await gpt(sizes, record.globalBatch, context), "training");
  const result = priceKnownRun({ arch, graph, choice });
  if (result.kind === "illegal") return notModelled(illegalText(result));
  const timing = context.time(result.priced);
  const flopsPerSecond = (flops: number): number => flops / (timing.seconds * (record.devices ?? 1));
  const predicted = {
    iteration_time: timing.seconds,
    achieved_tflops_per_gpu: flopsPerSecond(narayananFlops(sizes, record.globalBatch)),
    mfu: flopsPerSecond(modelFlops(sizes, record.globalBatch)) / peakFlopsPerSecond(arch),
  }[record.metric];
  if (predicted === undefined) return notModelled(`metric ${record.metric} unknown`);
  return { predicted, breakdown: { ...shares(timing), stepSeconds: timing.seconds } };
};

function gptSizes({ modelConfig }: VisibleFields): GptSizes | undefined {
  const size = (name: string): number => sizeOf(modelConfig, name) ?? NaN;
  const sizes = {
    layers: size("layers"),
    hidden: size("hidden"),
    heads: size("heads"),
    ffn: size("ffn"),
    vocabulary: size("vocab"),
    sequenceLength: size("seq"),
  };
  return Object.values(sizes).some(Number.isNaN) ? undefined : sizes;
}

/** GPT-3's layers in other sizes; Megatron-LM trains with dropout. */
async function gpt(sizes: GptSizes, globalBatch: number, context: PredictionContext): Promise<WorkloadSpec> {
  const { spec } = await context.workload("gpt-3-175b");
  const { kvHeads: _kvHeads, headSize: _headSize, vocabularyPadded: _padded, ...model } = spec.model;
  return {
    ...spec,
    model: { ...model, ...sizes, dropout: true },
    task: { kind: "pretrain", steps: 1, globalBatch, optimizer: "adam", precision: "fp16" },
  };
}

/** Runs whose micro-batches and chunks the authors' scripts give. */
const SCHEDULED_GROUP = "megatron-narayanan-table1";

/**
 * The plan a record describes, or why there is none. A micro-batch that neither the record nor the scripts of its runs
 * give is taken to be 1, as deep pipelines want it; a schedule that they do not give, to be 1F1B.
 */
function gpuChoice(record: VisibleFields, sizes: GptSizes, globalBatch: number): PlanChoice | string {
  const { tensorParallel = 1, pipelineParallel = 1, dataParallel = 1 } = record;
  const known = record.group === SCHEDULED_GROUP;
  const schedule = known ? MEGATRON_SCHEDULES[`${sizes.layers}x${sizes.hidden}`] : undefined;
  const microBatch = record.microBatch ?? schedule?.microBatch ?? 1;
  if (record.zero === 3) return "weights sharded over replicas (ZeRO-3) are not modelled";
  const interleave = record.interleave ?? interleaving(record, sizes, schedule?.layersPerChunk);
  return {
    ...DEFAULT_CHOICE,
    tensorParallel,
    pipelineParallel,
    dataParallel,
    microBatch,
    microBatches: Math.max(1, Math.round(globalBatch / (microBatch * dataParallel))),
    recompute: recomputeOf(record),
    optimizerState: Number(record.zero ?? 0) > 0 ? "sharded" : "sram",
    arithmetic: "fp16_32",
    availableMemoryProportion: 1,
    layersPerStage: even(sizes.layers, pipelineParallel),
    sequenceParallel: record.sequenceParallel === true,
    interleave,
  };
}

/** Chunks of a stage; a record that gives its own micro-batch names its own schedule too, 1F1B if none. */
function interleaving(record: VisibleFields, { layers }: GptSizes, layersPerChunk?: number): number {
  if (record.microBatch !== undefined || layersPerChunk === undefined) return 1;
  return layers / (record.pipelineParallel ?? 1) / layersPerChunk;
}

function recomputeOf({ recompute = "none" }: VisibleFields): RecomputeMode {
  if (/^full/.test(recompute)) return "layer";
  return /^selective/.test(recompute) ? "attention" : "none";
}

/**
 * FLOPs of a step as the paper counts them, recompute included: 96·B·s·l·h²·(1 + s/(6h) + V/(16·l·h)).
 * Source: Narayanan 2021, arXiv:2104.04473, §5.1.
 */
function narayananFlops({ layers, hidden, sequenceLength, vocabulary }: GptSizes, batch: number): number {
  const rest = 1 + sequenceLength / (6 * hidden) + vocabulary / (16 * layers * hidden);
  return 96 * batch * sequenceLength * layers * hidden ** 2 * rest;
}

/** The same without recompute: 72·B·s·l·h²·(1 + s/(6h) + V/(12·l·h)). Source: Korthikanti 2022, App. A. */
function modelFlops({ layers, hidden, sequenceLength, vocabulary }: GptSizes, batch: number): number {
  const rest = 1 + sequenceLength / (6 * hidden) + vocabulary / (12 * layers * hidden);
  return 72 * batch * sequenceLength * layers * hidden ** 2 * rest;
}

function peakFlopsPerSecond({ chip }: Arch): number {
  return chip.architecture === "roofline" ? (chip.peakFlopsPerSecond.fp16_32 ?? NaN) : NaN;
}

function shares({ time }: PlanTiming): Record<string, number> {
  const parts = Object.entries(time).filter(([, seconds]) => seconds > 0);
  return Object.fromEntries(parts.map(([name, seconds]) => [`${name}Seconds`, seconds]));
}
