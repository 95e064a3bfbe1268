import type { ConvolutionsSpec } from "../../spec/kinds/workload-spec.ts";
import type { Draft, Phase } from "../graph/operator-graph.ts";
import type { ConvolutionOperator, TensorSplit, VectorOperator } from "../graph/operator-graph.ts";
import { vector } from "./linear.ts";

/** Where a convolution is in its network: the pass it is built for, and the network's norm and activation. */
export interface ConvolutionContext {
  readonly phase: Phase;
  readonly network: ConvolutionsSpec;
}

export interface ConvolutionLayer {
  readonly id: string;
  readonly inputSize: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups?: number;
}

export interface TokenConvolution {
  readonly rows: number;
  readonly width: number;
  readonly kernel: number;
  readonly bias?: boolean;
}

/** Neighbouring taps that a depthwise kernel takes in one pass. PopLibs ConvVertexType.cpp 435-575 (published). */
const TAPS_OF_A_PASS = 4;

/** A depthwise convolution, with bias unless told, over `kernel` tokens: a multiply-accumulate an element and tap, four taps a pass. */
export function depthwiseOverTokens(
  id: string,
  { rows, width, kernel, bias = true }: TokenConvolution,
  split: TensorSplit = "none",
): Draft<VectorOperator> {
  const passes = Math.ceil(kernel / TAPS_OF_A_PASS);
  return {
    ...vector(id, "multiply", passes * rows * width, split),
    parameters: (bias ? kernel + 1 : kernel) * width,
  };
}

/** A convolution without bias; its image is padded to ⌈input / stride⌉ pixels a side. */
export function convolution(layer: ConvolutionLayer): Draft<ConvolutionOperator> {
  const { id, inputSize, kernel, stride = 1, inChannels, outChannels, groups = 1 } = layer;
  return {
    kind: "convolution",
    id,
    outputSize: Math.ceil(inputSize / stride),
    kernel,
    stride,
    inChannels,
    outChannels,
    groups,
    parameters: (kernel ** 2 * inChannels * outChannels) / groups,
    split: "none",
  };
}

/**
 * A norm over channels with gain and offset. Outside training a batch norm is a constant factor and offset: the factor
 * is folded into the weights before it, the offset is added.
 */
export function channelNorm(
  id: string,
  pixels: number,
  channels: number,
  { phase, network }: ConvolutionContext,
): Draft<VectorOperator> {
  const folded = network.norm === "batchnorm" && phase !== "training";
  const shared = network.norm === "batchnorm" && phase === "training" && network.normSpan > 1;
  return {
    ...vector(id, folded ? "bias" : network.norm, pixels * channels),
    parameters: 2 * channels,
    ...(shared && { statistics: { channels, span: network.normSpan } }),
  };
}

/** Convolution, norm and, unless `linear`, the network's activation. */
export function convolutionNorm(
  layer: ConvolutionLayer,
  context: ConvolutionContext,
  linear = false,
): readonly Draft[] {
  const op = convolution(layer);
  const pixels = op.outputSize ** 2;
  return [
    op,
    channelNorm(`${layer.id}-norm`, pixels, layer.outChannels, context),
    ...(linear ? [] : [activation(layer.id, pixels * layer.outChannels, context)]),
  ];
}

export function activation(
  id: string,
  elements: number,
  { network }: ConvolutionContext,
): Draft<VectorOperator> {
  return vector(`${id}-${network.activation}`, network.activation, elements);
}
