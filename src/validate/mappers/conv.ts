import type { TiledChip } from "../../arch/arch.ts";
import { INPUT_BYTES } from "../../cost/arithmetic.ts";
import { convolutionFlops, planConvolution, type ConvolutionShape } from "../../cost/convolution.ts";
import type { MatmulTarget } from "../../cost/matmul-plan.ts";
import { arithmeticOf, sizeOf } from "../arithmetic-of.ts";
import { notModelled, type Mapper, type Prediction } from "../mapper.ts";
import { matmulTarget } from "../matmul-target.ts";
import { measuredChip } from "../measured-chip.ts";
import type { VisibleFields } from "../measurement.ts";

/** Batch sizes tried where a record gives the best one. */
const BATCHES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
/**
 * Half inputs, float partials: PopLibs' default (ConvOptions.hpp 39-41), and the mode whose peak of 124.5 TFLOP/s on Mk1
 * Citadel (arXiv:1912.03413) gives its convolutions' throughput against.
 */
const DEFAULT_ARITHMETIC = "fp16_32";
/** Share of tile SRAM that code leaves to data: 8-15 % is code, taken as 12 % (assumed). */
const DATA_SHARE = 0.88;

/** Forward convolution from and to SRAM: FLOP/s = 2 · MACs · clock / cycles. */
export const conv: Mapper = async (record, context) => {
  const measured = await measuredChip(record, context);
  if (measured === undefined) return notModelled("chip unknown");
  if (record.metric !== "conv_throughput") return notModelled(`metric ${record.metric} unknown`);
  const shape = shapeOf(record);
  if (shape === undefined) return notModelled("size unknown");
  const arithmetic = arithmeticOf(record);
  const target =
    arithmetic && matmulTarget(measured.chip, arithmetic === "fp16_16" ? DEFAULT_ARITHMETIC : arithmetic);
  if (target === undefined) return notModelled("arithmetic unknown");
  const batch = sizeOf(record.shape, "batch");
  return bestBatch(shape, batch === undefined ? BATCHES : [batch], target, measured.chip);
};

/** A size at one image; images are padded so that the output has input / stride pixels a side. */
function shapeOf({ shape }: VisibleFields): ConvolutionShape | undefined {
  const [input, filterSize, inChannels, outChannels] = ["input", "filter", "inChannels", "outChannels"].map(
    (name) => sizeOf(shape, name),
  );
  if (input === undefined || filterSize === undefined) return undefined;
  if (inChannels === undefined || outChannels === undefined) return undefined;
  const stride = sizeOf(shape, "stride") ?? 1;
  const groups = sizeOf(shape, "groups") ?? 1;
  const outputSize = Math.ceil(input / stride);
  return { batch: 1, outputSize, filterSize, stride, inChannels, outChannels, groups };
}

function bestBatch(
  image: ConvolutionShape,
  batches: readonly number[],
  target: MatmulTarget,
  chip: TiledChip,
): Prediction {
  let found: Prediction = notModelled("does not fit");
  let most = 0;
  for (const batch of batches) {
    const shape = { ...image, batch };
    const pixels = batch * image.outputSize ** 2;
    const elements = pixels * (image.inChannels * image.stride ** 2 + image.outChannels);
    const operandBytes = (elements * INPUT_BYTES[target.arithmetic]) / chip.tiles;
    const { cycles, temporaryBytesPerTile, fits, ...parts } = planConvolution(shape, target);
    if (!fits || operandBytes + temporaryBytesPerTile > DATA_SHARE * chip.sramBytesPerTile) continue;
    const predicted = (convolutionFlops(shape) * chip.clockHertz) / cycles;
    if (predicted <= most) continue;
    most = predicted;
    found = { predicted, breakdown: { ...parts, batch } };
  }
  return found;
}
