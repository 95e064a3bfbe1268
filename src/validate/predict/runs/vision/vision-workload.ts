import type { WorkloadSpec } from "../../../../spec/kinds/workload-spec.ts";
import { sizeOf } from "../../arithmetic-of.ts";
import type { PredictionContext } from "../../mapper.ts";
import type { VisibleFields } from "../../../measurement.ts";

/** Shipped workloads by what records call the model. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/resnext-?101/i, "resnext-101"],
  [/resnet-?50/i, "resnet-50"],
  [/efficientnet-?b0/i, "efficientnet-b0"],
  [/efficientnet-?b4/i, "efficientnet-b4"],
  [/swin-?(t|tiny)\b/i, "swin-t"],
  [/swin-?(b|base)\b/i, "swin-b"],
  [/swin-?(l|large)\b/i, "swin-l"],
  [/^vit\b/i, "vit-l16"],
];

/** Frameworks whose submissions take batch statistics over two replicas: MLPerf ResNet-50 configurations (published). */
const STATISTICS_OVER_TWO = ["TensorFlow1"];

/** The vision model a record describes, in training or answering; undefined where it is another model. */
export async function visionWorkload(
  record: VisibleFields,
  context: PredictionContext,
): Promise<WorkloadSpec | undefined> {
  const named = NAMES.find(([name]) => name.test(record.model ?? ""))?.[1];
  if (named === undefined) return undefined;
  const { spec } = await context.workload(grouped(record) ? `${named}-g16` : named);
  const sizes = named === "vit-l16" ? transformerSizes(record, spec) : spec.model;
  const model = {
    ...sizes,
    ...imageSize(record, spec),
    ...benchmarkImage(record, spec),
    ...statistics(record, spec),
  };
  return { ...spec, model, task: visionTask(record, spec) };
}

/** EfficientNet with convolutions in groups of 16 (Masters 2021), as the sizes of the model say. */
function grouped({ model = "", modelConfig }: VisibleFields): boolean {
  const kind = modelConfig?.["note"];
  return (
    /efficientnet/i.test(model) && (/g16/i.test(model) || (typeof kind === "string" && /G16/.test(kind)))
  );
}

function transformerSizes({ modelConfig }: VisibleFields, { model }: WorkloadSpec): WorkloadSpec["model"] {
  const size = (name: "layers" | "hidden" | "heads" | "ffn"): number =>
    sizeOf(modelConfig, name) ?? VIT_BASE[name];
  const patch = sizeOf(modelConfig, "patch") ?? 16;
  return {
    ...model,
    layers: size("layers"),
    hidden: size("hidden"),
    heads: size("heads"),
    ffn: size("ffn"),
    ...(model.image && { image: { ...model.image, patch } }),
  };
}

/** ViT-B. Dosovitskiy 2020, arXiv:2010.11929, Table 1 (published). */
const VIT_BASE = { layers: 12, hidden: 768, heads: 12, ffn: 3072 } as const;

function imageSize(
  { modelConfig }: VisibleFields,
  { model: { image } }: WorkloadSpec,
): Partial<WorkloadSpec["model"]> {
  const size = sizeOf(modelConfig, "image");
  return size === undefined || image === undefined ? {} : { image: { ...image, size } };
}

/** ByteMLPerf, which PopRT's results are of, asks Swin-L at 384 with windows of 12: model_zoo/swin-large-torch-fp32.json. */
function benchmarkImage(
  { framework, task, model = "", modelConfig }: VisibleFields,
  { model: { image } }: WorkloadSpec,
): Partial<WorkloadSpec["model"]> {
  const asked = framework === "PopRT" && task === "inference" && /swin-?(l|large)\b/i.test(model);
  if (!asked || image === undefined || sizeOf(modelConfig, "image") !== undefined) return {};
  return { image: { ...image, size: 384 }, window: 12 };
}

function statistics(
  { framework = "", replicas, ipus = 1 }: VisibleFields,
  { model: { convolutions } }: WorkloadSpec,
): Partial<WorkloadSpec["model"]> {
  const shared = STATISTICS_OVER_TWO.includes(framework) && (replicas ?? ipus) > 1;
  return convolutions === undefined || !shared ? {} : { convolutions: { ...convolutions, normSpan: 2 } };
}

function visionTask(record: VisibleFields, { task }: WorkloadSpec): WorkloadSpec["task"] {
  const precision = record.precision === "fp32" || record.precision === "fp8" ? record.precision : "fp16";
  const batch = record.microBatch ?? 1;
  if (record.task === "inference")
    return { kind: "inference", promptTokens: 1, generatedTokens: 0, batch, precision };
  if (task.kind === "inference") return task;
  return {
    ...task,
    precision,
    globalBatch: record.globalBatch ?? task.globalBatch,
    ...(runsLars(record) && { optimizer: "lars" as const }),
  };
}

/** The TensorFlow program of ResNet-50, MLPerf's submissions with it, trains with LARS (their configurations, published). */
function runsLars({ model = "", framework = "" }: VisibleFields): boolean {
  return /resnet-?50/i.test(model) && framework === "TensorFlow1";
}
