import type { TiledChip } from "../../../arch/arch.ts";
import { INPUT_BYTES } from "../../../cost/arithmetic.ts";
import { convolutionFlops, type ConvolutionPlan } from "../../../cost/convolution/convolution.ts";
import type { ConvolutionShape } from "../../../cost/convolution/convolution-shape.ts";
import { cheapestConvolution, earlyConvolution } from "../../../cost/convolution/grouped-convolution.ts";
import type { MatmulTarget } from "../../../cost/matmul/matmul-plan.ts";
import { paddedInputCycles } from "../../../cost/convolution/padded-input.ts";
import { arithmeticOf, sizeOf } from "../arithmetic-of.ts";
import { notModelled, type Mapper, type Prediction } from "../mapper.ts";
import { matmulTarget } from "../matmul-target.ts";
import { measuredChip } from "../measured-chip.ts";
import type { VisibleFields } from "../../measurement.ts";
import { convolutionOf } from "./convolution-sizes.ts";

/**
 * Batch sizes tried where a record gives the best one. Citadel (arXiv:1912.03413) does not print which it tried; all its
 * best throughputs, of small and of large images, are those of these laws at sixteen images (calibrated).
 */
const BATCHES = [1, 2, 4, 8, 16];
/**
 * Half inputs, float partials: PopLibs' default (ConvOptions.hpp 39-41), and the mode whose peak of 124.5 TFLOP/s on Mk1
 * Citadel (arXiv:1912.03413) gives its convolutions' throughput against.
 */
const DEFAULT_ARITHMETIC = "fp16_32";
/** Share of tile SRAM that code leaves to data: 8-15 % is code, taken as 12 % (assumed). */
const DATA_SHARE = 0.88;
/** The first SDK whose small groups go through the sliding window: see `earlyConvolution`. */
const SLIDING_WINDOW_SDK = 1.2;

/** Forward convolution from and to SRAM: FLOP/s = 2 · MACs · clock / cycles. */
export const conv: Mapper = async (record, context) => {
  const measured = await measuredChip(record, context);
  if (measured === undefined) return notModelled("chip unknown");
  if (record.metric !== "conv_throughput") return notModelled(`metric ${record.metric} unknown`);
  const image = convolutionOf(record);
  if (image === undefined) return notModelled("size unknown");
  const arithmetic = record.precision === "fp16" ? DEFAULT_ARITHMETIC : arithmeticOf(record);
  const target = arithmetic && matmulTarget(measured.chip, arithmetic);
  if (target === undefined) return notModelled("arithmetic unknown");
  const batch = sizeOf(record.shape, "batch");
  const planned = isEarly(record) ? earlyConvolution : cheapestConvolution;
  return bestBatch({ image, planned, target }, batch === undefined ? BATCHES : [batch], measured.chip);
};

function isEarly({ sdk = "" }: VisibleFields): boolean {
  return Number.parseFloat(sdk) < SLIDING_WINDOW_SDK;
}

interface Case {
  readonly image: ConvolutionShape;
  readonly planned: (shape: ConvolutionShape, target: MatmulTarget) => ConvolutionPlan;
  readonly target: MatmulTarget;
}

function bestBatch(
  { image, planned, target }: Case,
  batches: readonly number[],
  chip: TiledChip,
): Prediction {
  let found: Prediction = notModelled("does not fit");
  let most = 0;
  for (const batch of batches) {
    const shape = { ...image, batch };
    const pixels = batch * image.outputSize ** 2;
    const elements = pixels * (image.inChannels * image.stride ** 2 + image.outChannels);
    const operandBytes = (elements * INPUT_BYTES[target.arithmetic]) / chip.tiles;
    const { cycles, temporaryBytesPerTile, fits, ...parts } = planned(shape, target);
    if (!fits || operandBytes + temporaryBytesPerTile > DATA_SHARE * chip.sramBytesPerTile) continue;
    const rearrangeCycles = paddedInputCycles(shape, target);
    const predicted = (convolutionFlops(shape) * chip.clockHertz) / (cycles + rearrangeCycles);
    if (predicted <= most) continue;
    most = predicted;
    found = { predicted, breakdown: { ...parts, rearrangeCycles, batch } };
  }
  return found;
}
