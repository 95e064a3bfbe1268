import { isKind, type Draft, type Operator, type TensorId } from "../graph/operator-graph.ts";
import { chain, reading, written } from "../graph/tensors.ts";
import { convolution, type ConvolutionLayer } from "./convolution.ts";
import { linear, vector } from "./linear.ts";

/** An image on its way through a network: pixels a side, channels. */
export interface Image {
  readonly size: number;
  readonly channels: number;
}

export function imageElements({ size, channels }: Image): number {
  return size ** 2 * channels;
}

/** A convolution with bias. */
export function biasedConvolution(layer: ConvolutionLayer): readonly Draft[] {
  const op = convolution(layer);
  const elements = op.outputSize ** 2 * op.outChannels;
  return [op, { ...vector(`${layer.id}-bias`, "bias", elements), parameters: op.outChannels }];
}

/** Group norm with gain and offset. */
export function groupNorm(id: string, image: Image): Draft {
  return { ...vector(id, "groupnorm", imageElements(image)), parameters: 2 * image.channels };
}

/** Norm, swish, 3 x 3. */
export function activatedConvolution(id: string, image: Image, outChannels: number): readonly Draft[] {
  const { size, channels } = image;
  return [
    groupNorm(`${id}-norm`, image),
    vector(`${id}-swish`, "swish", imageElements(image)),
    ...biasedConvolution({ id, inputSize: size, kernel: 3, inChannels: channels, outChannels }),
  ];
}

/**
 * Two activated 3 x 3 convolutions around the residual sum; between them the step of the diffusion is added to every
 * channel, where there is one. The input is projected where its channels change.
 * Source: CompVis/latent-diffusion, ldm/modules/diffusionmodules (ResBlock, ResnetBlock).
 */
export function imageResidual(
  input: TensorId,
  image: Image,
  outChannels: number,
  timeWidth?: number,
): readonly Operator[] {
  const { size, channels } = image;
  const output = { size, channels: outChannels };
  const first = chain(input, activatedConvolution("first", image, outChannels));
  const timed = timeWidth === undefined ? [] : timeSum(written(first), timeWidth, output);
  const main = [
    ...first,
    ...timed,
    ...chain(written([...first, ...timed]), activatedConvolution("second", output, outChannels)),
  ];
  const shortcut = { id: "shortcut", inputSize: size, kernel: 1, inChannels: channels, outChannels };
  const beside = channels === outChannels ? [] : chain(input, biasedConvolution(shortcut));
  const sum = vector("residual", "add", imageElements(output));
  const terms = beside.length === 0 ? [written(main), input] : [written(beside), written(main)];
  return [...main, ...beside, ...chain(input, [reading(terms, sum)])];
}

function timeSum(input: TensorId, inner: number, output: Image): readonly Operator[] {
  const columns = output.channels;
  const time = chain(input, [
    vector("time-swish", "swish", inner),
    ...linear({ id: "time", role: "head", rows: 1, inner, columns, split: "none", bias: true }),
  ]);
  const sum = vector("time-sum", "add", imageElements(output));
  return [...time, ...chain(input, [reading([input, written(time)], sum)])];
}

/** Backward needs what every convolution and norm put out; an activation's output can be had from its input. */
export function imageSaved(operators: readonly Draft[]): number {
  return operators.reduce((sum, op) => {
    if (isKind(op, "convolution")) return sum + op.outputSize ** 2 * op.outChannels;
    return isKind(op, "vector") && op.function === "groupnorm" ? sum + op.elements : sum;
  }, 0);
}
