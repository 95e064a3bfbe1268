import type { ConvolutionsSpec, ConvolutionStageSpec, WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import { classifier } from "../operators/head.ts";
import {
  activation,
  convolution,
  convolutionNorm,
  type ConvolutionContext,
} from "../operators/convolution.ts";
import { vector } from "../operators/linear.ts";
import { BLOCK_INPUT, isKind, type Block, type Draft, type TensorId } from "../graph/operator-graph.ts";
import type { PhaseSizes } from "../graph/phase-sizes.ts";
import { chain, reading, written } from "../graph/tensors.ts";
import { block, type FamilyBuilder } from "./family.ts";

/** An image on its way through the network: pixels a side, channels. */
interface Image {
  readonly size: number;
  readonly channels: number;
}

/**
 * Convolutional networks of residual blocks: stem, stages, mean over the image, classifier. Covers ResNet v1.5
 * (stride in the 3 x 3 convolution), ResNeXt and EfficientNet, also with groups of more than one channel.
 *
 * Sources: He 2015, arXiv:1512.03385; Xie 2016, arXiv:1611.05431; Tan 2019, arXiv:1905.11946, Table 1; Masters 2021,
 * arXiv:2106.03640 (groups of 16).
 */
export const cnn: FamilyBuilder = (spec, sizes) => {
  const { image, convolutions: network } = spec.model;
  if (image === undefined || network === undefined)
    throw new Error(`${spec.id}: a cnn needs model.image and model.convolutions`);
  const context: ConvolutionContext = { phase: sizes.phase, network };
  const [stem, first] = stemBlock(image, network, context, sizes);
  const blocks: Block[] = [stem];
  let at = first;
  network.stages.forEach((stage, index) => {
    const enter = residualBlock(`stage${index + 1}-first`, at, stage, stage.stride, context);
    at = enter.output;
    blocks.push(layer(enter, 1, sizes));
    if (stage.repeat === 1) return;
    const rest = residualBlock(`stage${index + 1}`, at, stage, 1, context);
    blocks.push(layer(rest, stage.repeat - 1, sizes));
  });
  return [...blocks, headBlock(spec, at, context, sizes)];
};

interface Residual {
  readonly id: string;
  readonly operators: readonly Draft[];
  readonly input: Image;
  readonly output: Image;
}

function layer({ id, operators, input, output }: Residual, count: number, sizes: PhaseSizes): Block {
  const saved = { all: savedElements(operators) + elements(input), attention: 0 };
  return block({ id, kind: "layer", count, operators, outputElements: elements(output), saved }, sizes);
}

function elements({ size, channels }: Image): number {
  return size ** 2 * channels;
}

/** Backward needs what every convolution and norm put out; an activation's output can be had from its input. */
function savedElements(operators: readonly Draft[]): number {
  return operators.reduce((sum, op) => {
    if (isKind(op, "convolution")) return sum + op.outputSize ** 2 * op.outChannels;
    return isKind(op, "vector") && op.parameters > 0 ? sum + op.elements : sum;
  }, 0);
}

function stemBlock(
  image: NonNullable<WorkloadSpec["model"]["image"]>,
  { stem }: ConvolutionsSpec,
  context: ConvolutionContext,
  sizes: PhaseSizes,
): readonly [Block, Image] {
  const half = stem.deep ? stem.channels / 2 : stem.channels;
  const at = { inputSize: image.size, kernel: stem.kernel, inChannels: image.channels, outChannels: half };
  let size = Math.ceil(image.size / stem.stride);
  const after = { inputSize: size, kernel: stem.kernel, inChannels: half };
  const operators: Draft[] = [
    ...convolutionNorm({ ...at, id: "stem", stride: stem.stride }, context),
    ...(stem.deep
      ? [
          ...convolutionNorm({ ...after, id: "stem-second", outChannels: half }, context),
          ...convolutionNorm({ ...after, id: "stem-third", outChannels: stem.channels }, context),
        ]
      : []),
  ];
  if (stem.pool !== undefined) {
    const pooled = size ** 2 * stem.channels;
    size = Math.ceil(size / stem.pool);
    operators.push(
      stem.deep
        ? vector("stem-pool", "average-pool", pooled)
        : vector("stem-pool", "max-pool", size ** 2 * stem.channels),
    );
  }
  const output = { size, channels: stem.channels };
  const saved = { all: savedElements(operators) + image.size ** 2 * image.channels, attention: 0 };
  return [
    block(
      { id: "stem", kind: "embedding", count: 1, operators, outputElements: elements(output), saved },
      sizes,
    ),
    output,
  ];
}

function residualBlock(
  id: string,
  input: Image,
  stage: ConvolutionStageSpec,
  stride: number,
  context: ConvolutionContext,
): Residual {
  const build = stage.block === "bottleneck" ? bottleneck : inverted;
  const output = { size: Math.ceil(input.size / stride), channels: stage.channels };
  return { id, input, output, operators: build(input, stage, stride, context) };
}

/** 1 x 1, k x k with the stride, 1 x 1; the input is projected where its sizes change (ResNet v1.5). */
function bottleneck(
  { size, channels }: Image,
  stage: ConvolutionStageSpec,
  stride: number,
  context: ConvolutionContext,
): readonly Draft[] {
  const { kernel, groups, channels: outChannels } = stage;
  const width = stage.width ?? outChannels;
  const out = Math.ceil(size / stride);
  const projected = stride > 1 || channels !== outChannels;
  const input = { inputSize: size, inChannels: channels };
  // With a mean that strides, convolutions stand before it (spatial) or behind it (shortcut), themselves at stride 1.
  const mean = context.network.meanStride && stride > 1;
  const spatial = { id: "spatial", inputSize: size, kernel, inChannels: width, outChannels: width, groups };
  const shortcut = mean
    ? { id: "shortcut", inputSize: out, inChannels: channels, kernel: 1, outChannels }
    : { ...input, id: "shortcut", kernel: 1, stride, outChannels };
  const main = chain(BLOCK_INPUT, [
    ...convolutionNorm({ ...input, id: "reduce", kernel: 1, outChannels: width }, context),
    ...convolutionNorm({ ...spatial, stride: mean ? 1 : stride }, context),
    ...(mean
      ? [
          vector("spatial-mean", "average-pool", size ** 2 * width),
          vector("shortcut-mean", "average-pool", size ** 2 * channels),
        ]
      : []),
    ...convolutionNorm(
      { id: "expand", inputSize: out, kernel: 1, inChannels: width, outChannels },
      context,
      true,
    ),
  ]);
  const beside = projected ? chain(BLOCK_INPUT, convolutionNorm(shortcut, context, true)) : [];
  const terms = projected ? [written(beside), written(main)] : [written(main), BLOCK_INPUT];
  return [
    ...main,
    ...beside,
    reading(terms, vector("residual", "add", out ** 2 * outChannels)),
    activation("block", out ** 2 * outChannels, context),
  ];
}

/** MBConv: 1 x 1 to `expand` times the width, k x k in groups, squeeze and excite, 1 x 1 without activation. */
function inverted(
  { size, channels }: Image,
  stage: ConvolutionStageSpec,
  stride: number,
  context: ConvolutionContext,
): readonly Draft[] {
  const { kernel, expand, groupSize, channels: outChannels } = stage;
  const width = channels * expand;
  const out = Math.ceil(size / stride);
  const groups = Math.ceil(width / groupSize);
  const input = { inputSize: size, inChannels: channels };
  const spatial = chain(BLOCK_INPUT, [
    ...(expand > 1 ? convolutionNorm({ ...input, id: "widen", kernel: 1, outChannels: width }, context) : []),
    ...convolutionNorm(
      { id: "spatial", inputSize: size, kernel, stride, inChannels: width, outChannels: width, groups },
      context,
    ),
  ]);
  const squeezed = Math.floor(channels * stage.squeeze);
  const excited =
    stage.squeeze > 0
      ? chain(written(spatial), squeezeExcite(written(spatial), width, squeezed, out, context))
      : [];
  const narrow = chain(
    written(excited, written(spatial)),
    convolutionNorm(
      { id: "narrow", inputSize: out, kernel: 1, inChannels: width, outChannels },
      context,
      true,
    ),
  );
  const sum = vector("residual", "add", out ** 2 * outChannels);
  const joins = stride === 1 && channels === outChannels;
  return [
    ...spatial,
    ...excited,
    ...narrow,
    ...(joins ? [reading([written(narrow), BLOCK_INPUT], sum)] : []),
  ];
}

/** Mean over the image, two small layers with biases, sigmoid, and the channels scaled by it. */
function squeezeExcite(
  input: TensorId,
  width: number,
  squeezed: number,
  size: number,
  context: ConvolutionContext,
): readonly Draft[] {
  const one = { inputSize: 1, kernel: 1 };
  const bias = (id: string, channels: number): Draft => ({
    ...vector(`${id}-bias`, "bias", channels),
    parameters: channels,
  });
  const gate = chain(input, [
    vector("squeeze-mean", "average-pool", size ** 2 * width),
    convolution({ ...one, id: "squeeze", inChannels: width, outChannels: squeezed }),
    bias("squeeze", squeezed),
    activation("squeeze", squeezed, context),
    convolution({ ...one, id: "excite", inChannels: squeezed, outChannels: width }),
    bias("excite", width),
    vector("excite-sigmoid", "sigmoid", width),
  ]);
  const scale = vector("excite-scale", "multiply", size ** 2 * width);
  return [...gate, reading([input, written(gate)], scale)];
}

function headBlock(
  { model: { image, convolutions } }: WorkloadSpec,
  input: Image,
  context: ConvolutionContext,
  sizes: PhaseSizes,
): Block {
  const { size } = input;
  const last = convolutions?.headChannels;
  const width = last ?? input.channels;
  const operators = [
    ...(last === undefined
      ? []
      : convolutionNorm(
          { id: "last", inputSize: size, kernel: 1, inChannels: input.channels, outChannels: last },
          context,
        )),
    vector("mean", "average-pool", size ** 2 * width),
    ...classifier("classifier", image?.classes ?? 0, width, sizes.phase === "training"),
  ];
  const saved = { all: savedElements(operators) + elements(input) + width, attention: 0 };
  return block({ id: "head", kind: "head", count: 1, operators, outputElements: 0, saved }, sizes);
}
