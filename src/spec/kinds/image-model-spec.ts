import { z } from "zod";
import { denoiserSpec, imageCodecSpec } from "./image-network-spec.ts";
import { fixed, size } from "./model-sizes.ts";
import { quantity } from "../yaml/quantity.ts";

/** The image that a model reads. */
export const image = {
  size: size("pixels").describe("Pixels a side"),
  channels: size("width").describe("Values of a pixel (3: colours)"),
  classes: size("rows").describe("Classes that the head tells apart"),
};

/** Blocks of one stage of a convolutional network, alike but for the first, which has the stride. */
const convolutionStage = z.strictObject({
  block: z
    .enum(["bottleneck", "inverted"])
    .describe(
      "bottleneck: 1x1, k x k, 1x1 (ResNet); inverted: 1x1 wider, k x k in groups, squeeze, 1x1 (MBConv)",
    ),
  repeat: size("layers").describe("Blocks of the stage"),
  channels: size("width").describe("Channels that come out"),
  kernel: size("span").describe("Pixels a side of the inner convolution"),
  stride: size("span").default(1).describe("Of the first block"),
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
  activation: z.enum(["relu", "swish"]).describe("After each norm"),
  norm: z
    .enum(["batchnorm", "groupnorm"])
    .describe("batchnorm: statistics over the batch; groupnorm: over groups of channels of a sample"),
  normSpan: size("samples").default(1).describe("Replicas whose batch statistics are taken together"),
  stem: z
    .strictObject({
      channels: size("width").describe("Channels that come out"),
      kernel: size("span").describe("Pixels a side"),
      stride: size("span").describe("Pixels between two places of the kernel"),
      pool: size("span").optional().describe("Stride of a 3x3 maximum after it"),
      deep: z
        .boolean()
        .default(false)
        .describe("Three convolutions, the first two of half the width, and a mean in place of the maximum"),
    })
    .describe("First convolution, before the stages"),
  meanStride: z
    .boolean()
    .default(false)
    .describe("bottleneck: a mean over pixels strides, not the convolution before it (CLIP)"),
  stages: z.array(convolutionStage).min(1).describe("Stages of residual blocks, from the image to the head"),
  headChannels: size("width").optional().describe("1x1 convolution before the mean over the image"),
});

/** A network that is no transformer is one of a single token without attention: nothing of that can be set. */
export const singleToken = {
  layers: fixed(1),
  hidden: fixed(1),
  heads: fixed(1),
  ffn: fixed(1),
  gatedFfn: fixed(false),
  sequenceLength: fixed(1),
  activation: fixed("relu"),
  position: fixed("none"),
  norm: fixed("layernorm"),
  normPlacement: fixed("pre"),
  tiedEmbeddings: fixed(false),
  bias: fixed(false),
  parallelBlocks: fixed(false),
};

export const convolutional = z.strictObject({
  image: z
    .strictObject({ ...image, patch: z.literal(1).default(1).describe("One: pixels are no patches") })
    .describe("The image that is read"),
  convolutions: convolutions.describe("Stem, stages and head of the network"),
  ...singleToken,
});
export const denoising = z.strictObject({
  denoiser: denoiserSpec.describe("The network that takes noise out of an image"),
  ...singleToken,
});
export const coding = z.strictObject({
  codec: imageCodecSpec.describe("The network between an image and its latent"),
  ...singleToken,
});

export type ConvolutionsSpec = z.output<typeof convolutions>;
export type ConvolutionStageSpec = z.output<typeof convolutionStage>;
