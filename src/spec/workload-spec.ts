import { z } from "zod";
import { STATUSES } from "./provenance.ts";
import { quantity } from "./quantity.ts";
import { MODEL_PARTS, trainableSpec } from "./trainable-spec.ts";

const TRANSFORMER_FAMILIES = [
  "encoder",
  "decoder",
  "encoder-decoder",
  "vision-transformer",
  "conformer",
] as const;
export const FAMILIES = [...TRANSFORMER_FAMILIES, "cnn"] as const;

const image = {
  size: quantity("count", { min: 1 }),
  channels: quantity("count", { min: 1 }),
  classes: quantity("count", { min: 1 }),
};

/** Sizes of a transformer. Field names are the field's own; counts are bare numbers. */
const transformer = z.strictObject({
  layers: quantity("count", { min: 1 }).describe("Layers of the (first) stack"),
  decoderLayers: quantity("count").optional().describe("encoder-decoder: layers of the decoder stack"),
  hidden: quantity("count", { min: 1 }),
  heads: quantity("count", { min: 1 }),
  kvHeads: quantity("count", { min: 1 }).optional().describe("Key/value heads; default: heads"),
  headSize: quantity("count", { min: 1 }).optional().describe("Default: hidden / heads"),
  ffn: quantity("count", { min: 1 }).describe("Inner width of the feed-forward block"),
  gatedFfn: z.boolean().default(false).describe("Three matrices (SwiGLU) instead of two"),
  vocabulary: quantity("count", { min: 1 }).optional(),
  sequenceLength: quantity("count", { min: 1 }),
  activation: z.enum(["gelu", "relu", "swiglu", "geglu", "quick-gelu", "swish"]),
  position: z.enum(["learned", "rope", "alibi", "relative-projection", "relative-buckets", "none"]),
  norm: z.enum(["layernorm", "rmsnorm"]),
  normPlacement: z.enum(["pre", "post"]).default("pre"),
  tiedEmbeddings: z.boolean(),
  bias: z.boolean().default(true),
  /** Parameter-count details that published totals depend on. */
  attentionBias: z.boolean().optional().describe("Default: bias"),
  headBias: z.boolean().optional().describe("Bias on the logits; default: false"),
  parallelBlocks: z.boolean().default(false).describe("Attention and FFN read the same normalised input"),
  normsPerLayer: quantity("count").optional().describe("Default: 2, or 1 with parallelBlocks"),
  typeVocabulary: quantity("count").optional(),
  positions: quantity("count")
    .optional()
    .describe("Rows of the learned position table; default: sequenceLength"),
  pooler: z.boolean().optional(),
  embeddingNorm: z.boolean().optional(),
  relativeBuckets: quantity("count").optional(),
  rotaryShare: quantity("share").optional().describe("Share of each head that rope turns; default: 1"),
  normOffset: z
    .boolean()
    .optional()
    .describe("Norms have an offset besides the gain; default: layernorm with bias"),
  dropout: z.boolean().optional().describe("Dropout in training; default: encoder yes, others no"),
  maskedLanguageHead: z.boolean().optional().describe("encoder: transform + tied logits on masked positions"),
  headCounted: z
    .boolean()
    .optional()
    .describe("The published count includes the pre-training head; default: true"),
  targetLength: quantity("count")
    .optional()
    .describe("encoder-decoder: decoder tokens per sample; default: sequenceLength"),
  speech: z
    .strictObject({
      melBins: quantity("count", { min: 1 }).describe(
        "Filter bank of a frame; frames and bins are halved twice",
      ),
      kernel: quantity("count", { min: 1 }).describe("Tokens that the convolution of a layer spans"),
    })
    .optional()
    .describe("conformer: what comes in, and the convolution in its layers"),
  vocabularyPadded: quantity("count")
    .optional()
    .describe("Rows that the Megatron FLOP conventions count; default: vocabulary"),
  image: z.strictObject({ ...image, patch: quantity("count", { min: 1 }) }).optional(),
  window: quantity("count", { min: 1 })
    .optional()
    .describe("vision-transformer: attention inside windows of so many tokens a side (Swin)"),
  stages: z
    .array(
      z.strictObject({
        layers: quantity("count", { min: 1 }),
        hidden: quantity("count", { min: 1 }),
        heads: quantity("count", { min: 1 }),
      }),
    )
    .optional()
    .describe("vision-transformer: stages that halve the sides and widen (Swin); default: one"),
});

/** Blocks of one stage of a convolutional network, alike but for the first, which has the stride. */
const convolutionStage = z.strictObject({
  block: z
    .enum(["bottleneck", "inverted"])
    .describe(
      "bottleneck: 1x1, k x k, 1x1 (ResNet); inverted: 1x1 wider, k x k in groups, squeeze, 1x1 (MBConv)",
    ),
  repeat: quantity("count", { min: 1 }),
  channels: quantity("count", { min: 1 }).describe("Channels that come out"),
  kernel: quantity("count", { min: 1 }),
  stride: quantity("count", { min: 1 }).default(1),
  width: quantity("count", { min: 1 }).optional().describe("bottleneck: channels of the inner convolution"),
  groups: quantity("count", { min: 1 }).default(1).describe("bottleneck: groups of the inner convolution"),
  expand: quantity("count", { min: 1 })
    .default(1)
    .describe("inverted: inner width over the channels that come in"),
  groupSize: quantity("count", { min: 1 })
    .default(1)
    .describe("inverted: channels of one group of the inner convolution; 1 is depthwise"),
  squeeze: quantity("share")
    .default(0)
    .describe("inverted: width of squeeze-and-excitation over the channels that come in"),
});

/** Sizes of a convolutional network: stem, stages of residual blocks, an optional last 1x1 convolution, classifier. */
const convolutions = z.strictObject({
  activation: z.enum(["relu", "swish"]),
  norm: z.enum(["batchnorm", "groupnorm"]),
  normSpan: quantity("count", { min: 1 })
    .default(1)
    .describe("Replicas whose batch statistics are taken together"),
  stem: z.strictObject({
    channels: quantity("count", { min: 1 }),
    kernel: quantity("count", { min: 1 }),
    stride: quantity("count", { min: 1 }),
    pool: quantity("count", { min: 1 }).optional().describe("Stride of a 3x3 maximum after it"),
  }),
  stages: z.array(convolutionStage).min(1),
  headChannels: quantity("count", { min: 1 })
    .optional()
    .describe("1x1 convolution before the mean over the image"),
});

/** A network that is no transformer is one of a single token without attention: nothing of that can be set. */
const convolutional = z.strictObject({
  image: z.strictObject({ ...image, patch: z.literal(1).default(1) }),
  convolutions,
  layers: z.literal(1).default(1),
  hidden: z.literal(1).default(1),
  heads: z.literal(1).default(1),
  ffn: z.literal(1).default(1),
  gatedFfn: z.literal(false).default(false),
  sequenceLength: z.literal(1).default(1),
  activation: z.literal("relu").default("relu"),
  position: z.literal("none").default("none"),
  norm: z.literal("layernorm").default("layernorm"),
  normPlacement: z.literal("pre").default("pre"),
  tiedEmbeddings: z.literal(false).default(false),
  bias: z.literal(false).default(false),
  parallelBlocks: z.literal(false).default(false),
});

const optimizer = z.enum(["adam", "adamw", "lamb", "sgd-momentum", "adafactor"]);
const precision = z.enum(["fp8", "fp16", "fp32"]);

const trainingTask = z.strictObject({
  kind: z.enum(["pretrain", "finetune"]),
  tokens: quantity("count", { min: 1 }).optional().describe("Tokens seen in the whole run; or give steps"),
  steps: quantity("count", { min: 1 })
    .optional()
    .describe("Weight updates; with globalBatch and sequenceLength gives the tokens"),
  globalBatch: quantity("count", { min: 1 }).describe("Samples (rows) per weight update"),
  sequenceLength: quantity("count", { min: 1 }).optional().describe("Default: the model's"),
  sequencesPerRow: quantity("count", { fractional: true, min: 1 })
    .optional()
    .describe("Packing: sequences in one row; default 1"),
  datasetSamples: quantity("count").optional().describe("Samples (rows) in one epoch of the data set"),
  maskedFraction: quantity("share")
    .optional()
    .describe("Share of positions the masked-language head predicts"),
  trainable: trainableSpec.optional().describe("What is trained, the rest frozen; default: everything"),
  optimizer,
  precision: precision.default("fp16"),
});

const inferenceTask = z.strictObject({
  kind: z.literal("inference"),
  promptTokens: quantity("count"),
  generatedTokens: quantity("count"),
  batch: quantity("count", { min: 1 }).describe("Samples in flight at a time"),
  precision: precision.default("fp16"),
});

const head = {
  kind: z.literal("workload"),
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  name: z.string(),
  aliases: z.array(z.string()).default([]),
  extends: z.string().optional(),
  notes: z.string().optional(),
  source: z.string().optional().describe("For the numbers of this file that give none"),
  status: z.enum(STATUSES).optional().describe("For the numbers of this file that give none"),
  year: z.number().int().optional(),
  task: z.discriminatedUnion("kind", [trainingTask, inferenceTask]),
  published: z
    .strictObject({
      parameters: quantity("count").optional(),
      parametersTolerance: quantity("share")
        .default(0.005)
        .describe("By how much the exact count may differ"),
      nominalParameters: quantity("count").optional().describe("The size in its name; default: parameters"),
      forwardFlops: quantity("flops").optional().describe("Of one sample: 2 a multiply-accumulate"),
      trainingFlops: quantity("flops").optional().describe("Of the pre-training run"),
      flopsConvention: z.string().optional().describe("Convention under which trainingFlops reproduces"),
      flopsParameters: quantity("count")
        .optional()
        .describe("Parameters that the source of trainingFlops used; default: the exact count"),
      flopsTokens: quantity("count")
        .optional()
        .describe("Tokens that the source of trainingFlops used; default: the task's"),
    })
    .optional(),
};

const transformerWorkload = z.strictObject({
  ...head,
  family: z.enum(TRANSFORMER_FAMILIES),
  model: transformer,
});
const convolutionalWorkload = z.strictObject({ ...head, family: z.literal("cnn"), model: convolutional });

export const workloadSpec = z.discriminatedUnion("family", [
  transformerWorkload.superRefine(({ task }, context) => checkParts(task, MODEL_PARTS, context)),
  convolutionalWorkload.superRefine(({ task }, context) => checkParts(task, MODEL_PARTS, context)),
]);

/** Every part that is trained whole must be one that the model has. */
function checkParts(task: TaskSpec, known: readonly string[], context: z.RefinementCtx): void {
  if (task.kind === "inference") return;
  task.trainable?.parts?.forEach((part, index) => {
    if (known.includes(part)) return;
    const path = ["task", "trainable", "parts", index];
    context.addIssue({ code: "invalid_value", values: [...known], path, input: part });
  });
}

export type ConvolutionsSpec = z.output<typeof convolutions>;
export type ConvolutionStageSpec = z.output<typeof convolutionStage>;
/** Sizes of a model; a cnn has `convolutions` and the sizes of a single token. */
export type TransformerSpec = z.output<typeof transformer> & {
  readonly convolutions?: ConvolutionsSpec | undefined;
};
export type TaskSpec = z.output<typeof trainingTask> | z.output<typeof inferenceTask>;
export type WorkloadSpec = Omit<z.output<typeof transformerWorkload>, "family" | "model"> & {
  family: (typeof FAMILIES)[number];
  model: TransformerSpec;
};
