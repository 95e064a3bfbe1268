import type { ConvolutionShape } from "../../../cost/convolution/convolution-shape.ts";
import { sizeOf } from "../arithmetic-of.ts";
import type { VisibleFields } from "../../measurement.ts";

/** Pixels a side that go in, filter, channels in and out, stride, groups. */
type Layer = Omit<ConvolutionShape, "batch" | "outputSize"> & { readonly inputSize: number };

/** 3 x 3 layers of VGG-16: pixels, channels in, channels out. Simonyan 2015, arXiv:1409.1556, Table 1 D (published). */
const VGG16: Readonly<Record<string, readonly [number, number, number]>> = {
  "1_1": [224, 3, 64],
  "1_2": [224, 64, 64],
  "2_1": [112, 64, 128],
  "2_2": [112, 128, 128],
  "3_1": [56, 128, 256],
  "3_2": [56, 256, 256],
  "3_3": [56, 256, 256],
  "4_1": [28, 256, 512],
  "4_2": [28, 512, 512],
  "4_3": [28, 512, 512],
  "5_1": [14, 512, 512],
  "5_2": [14, 512, 512],
  "5_3": [14, 512, 512],
};
/** The stem of ResNet-50: 7 x 7, stride 2. He 2016, arXiv:1512.03385, Table 1 (published). */
const RESNET_STEM: Layer = {
  inputSize: 224,
  filterSize: 7,
  inChannels: 3,
  outChannels: 64,
  stride: 2,
  groups: 1,
};

/**
 * One image of the convolution that a record describes: by its `shape`, or by the layer it names. Images are padded so
 * that the output has input / stride pixels a side. Undefined where neither says, or the sizes make no convolution.
 */
export function convolutionOf(record: VisibleFields): ConvolutionShape | undefined {
  const layer = layerOfShape(record) ?? namedLayer(record.model ?? "");
  if (layer === undefined || !isConvolution(layer)) return undefined;
  const { inputSize, ...rest } = layer;
  return { ...rest, batch: 1, outputSize: Math.ceil(inputSize / layer.stride) };
}

function layerOfShape({ shape }: VisibleFields): Layer | undefined {
  const [inputSize, filterSize, inChannels, outChannels] = [
    "input",
    "filter",
    "inChannels",
    "outChannels",
  ].map((name) => sizeOf(shape, name));
  if (inputSize === undefined || filterSize === undefined) return undefined;
  if (inChannels === undefined || outChannels === undefined) return undefined;
  const stride = sizeOf(shape, "stride") ?? 1;
  return { inputSize, filterSize, inChannels, outChannels, stride, groups: sizeOf(shape, "groups") ?? 1 };
}

function namedLayer(model: string): Layer | undefined {
  const vgg = /^vgg-?16 conv(\d_\d)$/i.exec(model)?.[1];
  const sizes = vgg === undefined ? undefined : VGG16[vgg];
  if (sizes !== undefined) {
    const [inputSize, inChannels, outChannels] = sizes;
    return { inputSize, filterSize: 3, inChannels, outChannels, stride: 1, groups: 1 };
  }
  return /^resnet-?50 conv1$/i.test(model) ? RESNET_STEM : writtenLayer(model);
}

/** A layer written out, as in "3x3 56x56 128ch G=32": filter, image, channels in and out, groups. */
function writtenLayer(model: string): Layer | undefined {
  const found = /\b(\d+)x\1 (\d+)x\2 (\d+)ch(?: G=(\d+))?/i.exec(model);
  if (found === null) return undefined;
  const [filterSize, inputSize, channels, groups] = found.slice(1).map((text) => Number(text ?? 1));
  if (filterSize === undefined || inputSize === undefined || channels === undefined) return undefined;
  return {
    inputSize,
    filterSize,
    inChannels: channels,
    outChannels: channels,
    stride: 1,
    groups: groups ?? 1,
  };
}

function isConvolution(layer: Layer): boolean {
  const { inChannels, outChannels, groups } = layer;
  const sizes = Object.values(layer);
  return (
    sizes.every((size) => Number.isInteger(size) && size > 0) &&
    inChannels % groups === 0 &&
    outChannels % groups === 0
  );
}
