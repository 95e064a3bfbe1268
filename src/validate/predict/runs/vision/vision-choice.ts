import { DEFAULT_CHOICE } from "../../../../spec/kinds/plan-choices.ts";
import type { PlanChoice } from "../../../../plan/plan.ts";
import { layerCount } from "../../../../plan/partition/partition.ts";
import type { OperatorGraph } from "../../../../workload/graph/operator-graph.ts";
import { arithmeticOf } from "../../arithmetic-of.ts";
import type { VisibleFields } from "../../../measurement.ts";
import { softwareOf } from "../software-of.ts";

/** Images a run works on. */
export interface VisionBatch {
  readonly microBatch: number;
  readonly microBatches: number;
  readonly replicas: number;
}

/**
 * What the vendor's configurations set where a record is silent: images of a micro-batch, images of an update.
 * Source: graphcore/examples vision/cnns/pytorch/train/configs.yml (18, 57 accumulations on 16 replicas; B0 20, B4 4),
 * vision/swin/pytorch/configs/configs.yaml (published); ResNeXt-101 in TensorFlow: six (assumed).
 */
const DEFAULTS: readonly {
  readonly model: RegExp;
  readonly microBatch: number;
  readonly globalBatch: number;
}[] = [
  { model: /resnet-?50/i, microBatch: 18, globalBatch: 16_416 },
  { model: /resnext/i, microBatch: 6, globalBatch: 768 },
  { model: /efficientnet-?b0/i, microBatch: 20, globalBatch: 800 },
  { model: /efficientnet-?b4/i, microBatch: 4, globalBatch: 2048 },
  { model: /swin-?(l|large)/i, microBatch: 6, globalBatch: 8196 },
  { model: /swin/i, microBatch: 4, globalBatch: 1024 },
  { model: /vit/i, microBatch: 8, globalBatch: 65_536 },
];

export function visionBatch(record: VisibleFields): VisionBatch | undefined {
  const known = DEFAULTS.find(({ model }) => model.test(record.model ?? ""));
  const microBatch = record.microBatch ?? known?.microBatch;
  const globalBatch = record.globalBatch ?? known?.globalBatch;
  const replicas =
    record.replicas ??
    (record.ipus === undefined ? undefined : Math.max(1, Math.floor(record.ipus / chipsPerReplica(record))));
  if (microBatch === undefined || globalBatch === undefined || replicas === undefined) return undefined;
  const microBatches =
    record.gradientAccumulation ?? Math.max(1, Math.round(globalBatch / (microBatch * replicas)));
  return { microBatch, microBatches, replicas };
}

/** Chips of a replica in the same configurations. */
export function chipsPerReplica({ model = "", ipusPerReplica, pipelineStages }: VisibleFields): number {
  if (ipusPerReplica !== undefined) return ipusPerReplica;
  if (pipelineStages !== undefined) return pipelineStages;
  if (/swin-?(b|base|l|large)/i.test(model)) return 8;
  if (/swin|vit/i.test(model)) return 4;
  return /efficientnet/i.test(model) ? 2 : 1;
}

/**
 * Layers on each chip as the record has them, or the vendor's configurations; undefined where neither says.
 * EfficientNet-B4 on two chips is cut inside the first block of its fourth stage, after the depthwise convolution
 * (pipeline_splits: blocks/3/0/bn2). Source: graphcore/examples vision/cnns/pytorch/train/configs.yml (published).
 */
export function knownSplit(record: VisibleFields): readonly number[] | undefined {
  if (record.layersPerStage !== undefined) return record.layersPerStage;
  if (/efficientnet-?b4/i.test(record.model ?? "") && chipsPerReplica(record) === 2) return [11, 21];
  return undefined;
}

/** Share of tile SRAM for the temporaries of a convolution or matmul: 0.1-0.16 in the same configurations. */
const TRAINING_MEMORY_PROPORTION = 0.16;
/** Inference has the default. PopLibs ConvOptions.hpp 36 (published). */
const INFERENCE_MEMORY_PROPORTION = 0.6;

/** The plan a run of a vision model describes. Layers are left to balance where the record does not give them. */
export function visionChoice(
  record: VisibleFields,
  batch: VisionBatch,
  graph: OperatorGraph,
): PlanChoice | undefined {
  const inference = graph.phase !== "training";
  const { precision, partials = "half" } = record;
  // "16.32": halves in, float accumulation.
  const arithmetic =
    precision === "16.32"
      ? ("fp16_32" as const)
      : arithmeticOf({ ...record, precision: precision ?? "fp16", partials });
  if (arithmetic === undefined) return undefined;
  return {
    ...DEFAULT_CHOICE,
    pipelineParallel: inference ? 1 : chipsPerReplica(record),
    dataParallel: batch.replicas,
    microBatch: batch.microBatch,
    microBatches: batch.microBatches,
    recompute: record.recompute === "none" ? "none" : "layer",
    arithmetic,
    availableMemoryProportion: inference ? INFERENCE_MEMORY_PROPORTION : TRAINING_MEMORY_PROPORTION,
    layersPerStage: inference ? [layerCount(graph)] : (knownSplit(record) ?? [layerCount(graph)]),
    software: softwareOf(record),
  };
}
