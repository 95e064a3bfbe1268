import { z } from "zod";
import {
  coding,
  convolutional,
  denoising,
  image,
  singleToken,
  type ConvolutionsSpec,
} from "./image-model-spec.ts";
import type { DenoiserSpec, ImageCodecSpec } from "./image-network-spec.ts";
import { specHead } from "./spec-head.ts";
import { BOUNDS, size } from "./model-sizes.ts";
import { projector, type ProjectorSpec } from "./projector-spec.ts";
import { quantity } from "../yaml/quantity.ts";
import { recurrent, type HybridSpec, type StateSpaceSpec } from "./state-space-spec.ts";
import { MODEL_PARTS, trainableSpec } from "./trainable-spec.ts";
import { transformer } from "./transformer-spec.ts";

const TRANSFORMER_FAMILIES = [
  "encoder",
  "decoder",
  "encoder-decoder",
  "vision-transformer",
  "conformer",
] as const;
export const FAMILIES = [
  ...TRANSFORMER_FAMILIES,
  "state-space",
  "multiway",
  "cnn",
  "unet",
  "image-codec",
  "multimodal",
] as const;

const FAMILY = "What the model is built of, which decides what `model` may say";
const SIZES = "Sizes of the model";
const familyOf = <const F extends string>(family: F): z.ZodLiteral<F> => z.literal(family).describe(FAMILY);

/** Layers that share their attention between images and text, with a feed-forward block for each of them. */
const multiway = transformer.extend({
  image: z
    .strictObject({ ...image, patch: size("span").describe("Pixels a side of a patch, which is one token") })
    .describe("classes: visual words that masked patches are told by"),
  fusionLayers: quantity("count", { max: BOUNDS.layers }).describe(
    "Last layers, with a further feed-forward block for pairs",
  ),
});

const towerName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/)
  .describe("What parts of the model and results call the tower, such as `text`");
const tower = z.discriminatedUnion("family", [
  z.strictObject({
    name: towerName,
    family: z.enum(["encoder", "decoder", "vision-transformer"]).describe(FAMILY),
    model: transformer.describe(SIZES),
  }),
  z.strictObject({ name: towerName, family: familyOf("cnn"), model: convolutional.describe(SIZES) }),
  z.strictObject({ name: towerName, family: familyOf("unet"), model: denoising.describe(SIZES) }),
  z.strictObject({ name: towerName, family: familyOf("image-codec"), model: coding.describe(SIZES) }),
]);

/** Several models that are run as one. */
const towered = z.strictObject({
  joins: z
    .enum(["contrastive", "prefix", "denoise"])
    .describe(
      "contrastive: one vector a tower, compared over the batch (CLIP); prefix: the first tower's outputs stand before the text of the second, a decoder (MAGMA); denoise: a unet that reads the text, between an image codec's ends (latent diffusion)",
    ),
  width: size("width").optional().describe("contrastive: of the joint vector"),
  projector: projector.optional(),
  towers: z.array(tower).min(2).describe("The models, in the order in which they run"),
  ...singleToken,
});

const optimizer = z.enum(["adam", "adamw", "lamb", "sgd-momentum", "lars", "adafactor"]);
const precision = z.enum(["fp8", "fp16", "fp32"]);

const trainingTask = z.strictObject({
  kind: z
    .enum(["pretrain", "finetune"])
    .describe("pretrain: from random weights; finetune: of a trained model; inference: answers"),
  tokens: quantity("count", { min: 1 }).optional().describe("Tokens seen in the whole run; or give steps"),
  steps: size("samples")
    .optional()
    .describe("Weight updates; with globalBatch and sequenceLength gives the tokens"),
  globalBatch: size("samples").describe("Samples (rows) per weight update"),
  sequenceLength: size("tokens").optional().describe("Default: the model's"),
  datasetSamples: quantity("count", { min: 1 })
    .optional()
    .describe("Samples (rows) in one epoch of the data set"),
  maskedFraction: quantity("share")
    .optional()
    .describe("Share of positions the masked-language head predicts"),
  trainable: trainableSpec.optional().describe("What is trained, the rest frozen; default: everything"),
  optimizer: optimizer.describe(
    "What turns gradients into updates; its state is held for every trained weight",
  ),
  precision: precision.default("fp16").describe("Least format of products; plans may take a wider one"),
});

const inferenceTask = z.strictObject({
  kind: z
    .literal("inference")
    .describe("pretrain: from random weights; finetune: of a trained model; inference: answers"),
  promptTokens: quantity("count", { max: BOUNDS.tokens }).describe("Tokens that a sample begins with"),
  generatedTokens: quantity("count", { max: BOUNDS.tokens }).describe(
    "Tokens that are answered, one after the other; 0: none (a classifier)",
  ),
  batch: size("samples").describe("Samples in flight at a time"),
  denoising: z
    .strictObject({
      steps: size("samples").describe("Evaluations of the network, one after the other"),
      guided: z
        .boolean()
        .default(true)
        .describe("Each step evaluates the network with and without the text (classifier-free guidance)"),
    })
    .optional()
    .describe("Diffusion: how an image is generated"),
  precision: precision.default("fp16").describe("Least format of products; plans may take a wider one"),
});

const head = {
  kind: z.literal("workload").describe("The kind of spec that this file is"),
  ...specHead,
  year: z.number().int().optional().describe("Year in which the model was published"),
  task: z
    .discriminatedUnion("kind", [trainingTask, inferenceTask])
    .describe("What is asked of the model: training, or answers"),
  published: z
    .strictObject({
      parameters: quantity("count", { min: 1 })
        .optional()
        .describe("Parameters as its source counts them: the built graph is held against it"),
      parametersTolerance: quantity("share")
        .default(0.005)
        .describe("By how much the exact count may differ"),
      activeParameters: quantity("count", { min: 1 })
        .optional()
        .describe("Mixture of experts: parameters that one token meets"),
      activeParametersTolerance: quantity("share")
        .default(0.005)
        .describe("By how much the exact count may differ"),
      nominalParameters: quantity("count", { min: 1 })
        .optional()
        .describe("The size in its name; default: parameters"),
      forwardFlops: quantity("flops", { positive: true })
        .optional()
        .describe("Of one sample: 2 a multiply-accumulate"),
      trainingFlops: quantity("flops", { positive: true }).optional().describe("Of the pre-training run"),
      flopsConvention: z.string().optional().describe("Convention under which trainingFlops reproduces"),
      flopsParameters: quantity("count", { min: 1 })
        .optional()
        .describe("Parameters that the source of trainingFlops used; default: the exact count"),
      flopsTokens: quantity("count", { min: 1 })
        .optional()
        .describe("Tokens that the source of trainingFlops used; default: the task's"),
    })
    .optional()
    .describe("What its source says of it, held against what is computed"),
};

const transformerWorkload = z.strictObject({
  ...head,
  family: z.enum(TRANSFORMER_FAMILIES).describe(FAMILY),
  model: transformer.describe(SIZES),
});
const multiwayWorkload = z.strictObject({
  ...head,
  family: familyOf("multiway"),
  model: multiway.describe(SIZES),
});
const recurrentWorkload = z.strictObject({
  ...head,
  family: familyOf("state-space"),
  model: recurrent.describe(SIZES),
});
const convolutionalWorkload = z.strictObject({
  ...head,
  family: familyOf("cnn"),
  model: convolutional.describe(SIZES),
});
const denoisingWorkload = z.strictObject({
  ...head,
  family: familyOf("unet"),
  model: denoising.describe(SIZES),
});
const codingWorkload = z.strictObject({
  ...head,
  family: familyOf("image-codec"),
  model: coding.describe(SIZES),
});
const toweredWorkload = z.strictObject({
  ...head,
  family: familyOf("multimodal"),
  model: towered.describe(SIZES),
});

export const workloadSpec = z.discriminatedUnion("family", [
  transformerWorkload.superRefine(checkParts),
  recurrentWorkload.superRefine(checkParts),
  multiwayWorkload.superRefine(checkParts),
  convolutionalWorkload.superRefine(checkParts),
  denoisingWorkload.superRefine(checkParts),
  codingWorkload.superRefine(checkParts),
  toweredWorkload.superRefine(checkParts),
]);

/** Every part that is trained must be one that the model has: of several towers, one of them. */
function checkParts(
  { task, model }: { task: TaskSpec; model: object | { towers: readonly { name: string }[] } },
  context: z.RefinementCtx,
): void {
  if (task.kind === "inference" || task.trainable === undefined) return;
  const { parts, lora, adapters } = task.trainable;
  const towers = "towers" in model ? model.towers.map(({ name }) => name) : undefined;
  const check = (names: readonly string[] | undefined, known: readonly string[], ...at: string[]): void =>
    names?.forEach((input, index) => {
      if (known.includes(input)) return;
      const path = ["task", "trainable", ...at, index];
      context.addIssue({ code: "invalid_value", values: [...known], path, input });
    });
  check(parts, towers ?? MODEL_PARTS, "parts");
  check(lora?.in, towers ?? [], "lora", "in");
  check(adapters?.in, towers ?? [], "adapters", "in");
}

export type { LatentAttentionSpec } from "./latent-attention-spec.ts";
export type { ConvolutionsSpec, ConvolutionStageSpec } from "./image-model-spec.ts";
export type TowerSpec = z.output<typeof tower>;
/** Sizes of a model; what is no transformer has sizes of its own, and those of a single token. */
export type TransformerSpec = Omit<z.output<typeof transformer>, "stateSpace"> & {
  readonly stateSpace?: (StateSpaceSpec & Partial<HybridSpec>) | undefined;
  readonly convolutions?: ConvolutionsSpec | undefined;
  readonly denoiser?: DenoiserSpec | undefined;
  readonly codec?: ImageCodecSpec | undefined;
  readonly fusionLayers?: number | undefined;
  readonly joins?: z.output<typeof towered>["joins"] | undefined;
  readonly width?: number | undefined;
  readonly projector?: ProjectorSpec | undefined;
  readonly towers?: readonly TowerSpec[] | undefined;
};
export type TaskSpec = z.output<typeof trainingTask> | z.output<typeof inferenceTask>;
export type WorkloadSpec = Omit<z.output<typeof transformerWorkload>, "family" | "model"> & {
  family: (typeof FAMILIES)[number];
  model: TransformerSpec;
};
