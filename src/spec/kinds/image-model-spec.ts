import { z } from "zod";
import { denoiserSpec, imageCodecSpec } from "./image-network-spec.ts";
import { size } from "./model-sizes.ts";
import { quantity } from "../yaml/quantity.ts";

/** The image that a model reads. */
export const image = {
  size: size("pixels"),
  channels: size("width"),
  classes: size("rows"),
};

/** Blocks of one stage of a convolutional network, alike but for the first, which has the stride. */
const convolutionStage = z.strictObject({
  block: z
    .enum(["bottleneck", "inverted"])
    .describe(
      "bottleneck: 1x1, k x k, 1x1 (ResNet); inverted: 1x1 wider, k x k in groups, squeeze, 1x1 (MBConv)",
    ),
  repeat: size("layers"),
  channels: size("width").describe("Channels that come out"),
  kernel: size("span"),
  stride: size("span").default(1),
  width: size("width").optional().describe("bottleneck: channels of the inner convolution"),
  groups: size("width").default(1).describe("bottleneck: groups of the inner convolution"),
  expand: size("width").default(1).describe("inverted: inner width over the channels that come in"),
  groupSize: size("width")
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
  normSpan: size("samples").default(1).describe("Replicas whose batch statistics are taken together"),
  stem: z.strictObject({
    channels: size("width"),
    kernel: size("span"),
    stride: size("span"),
    pool: size("span").optional().describe("Stride of a 3x3 maximum after it"),
    deep: z
      .boolean()
      .default(false)
      .describe("Three convolutions, the first two of half the width, and a mean in place of the maximum"),
  }),
  meanStride: z
    .boolean()
    .default(false)
    .describe("bottleneck: a mean over pixels strides, not the convolution before it (CLIP)"),
  stages: z.array(convolutionStage).min(1),
  headChannels: size("width").optional().describe("1x1 convolution before the mean over the image"),
});

/** A network that is no transformer is one of a single token without attention: nothing of that can be set. */
export const singleToken = {
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
};

export const convolutional = z.strictObject({
  image: z.strictObject({ ...image, patch: z.literal(1).default(1) }),
  convolutions,
  ...singleToken,
});
export const denoising = z.strictObject({ denoiser: denoiserSpec, ...singleToken });
export const coding = z.strictObject({ codec: imageCodecSpec, ...singleToken });

export type ConvolutionsSpec = z.output<typeof convolutions>;
export type ConvolutionStageSpec = z.output<typeof convolutionStage>;
