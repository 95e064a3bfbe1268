import { PARTIAL_BYTES } from "../arithmetic.ts";
import type { ConvolutionPlan } from "./convolution.ts";
import type { ConvolutionShape } from "./convolution-shape.ts";
import type { MatmulTarget } from "../matmul/matmul-plan.ts";
import { reductionCycles, reductionStageDepths } from "../tile/reduction.ts";

/** Multiply-accumulates a cycle of the vertical kernel, half inputs. PopLibs ConvModel.cpp 614-616 (published). */
const VERTICAL_MACS_PER_CYCLE = 4;

/**
 * Gradient of the weights of a depthwise convolution: each filter position of each channel is the dot product of the
 * input and the output's gradient over all pixels. Groups of one channel would fill a sixteenth of the matrix unit, so
 * the vertical vector kernel takes them; every tile sums its own pixels, then the tiles' sums are reduced.
 */
export function depthwiseGradientPlan(
  { batch, outputSize, filterSize, outChannels }: ConvolutionShape,
  target: MatmulTarget,
): Omit<ConvolutionPlan, "fits" | "temporaryBytesPerTile"> {
  const products = Math.ceil((batch * outputSize ** 2 * outChannels) / target.tiles) * filterSize ** 2;
  const sums = outChannels * filterSize ** 2;
  const channelSplit = Math.min(target.tiles, Math.ceil(outChannels / VERTICAL_MACS_PER_CYCLE));
  const depth = Math.max(1, Math.floor(target.tiles / channelSplit));
  const partialBytes = PARTIAL_BYTES[target.arithmetic];
  let elements = Math.ceil(sums / channelSplit);
  let reduceCycles = 0;
  let received = 0;
  const stages = reductionStageDepths(depth);
  for (const stage of stages) {
    received += elements * partialBytes;
    elements /= stage;
    reduceCycles += reductionCycles(elements, stage, partialBytes === 2 ? "half" : "float");
  }
  const matmulCycles = products / VERTICAL_MACS_PER_CYCLE;
  const exchangeCycles = received / target.exchangeBytesPerCycle;
  const syncCycles = (1 + stages.length) * target.phaseCycles;
  return {
    cycles: matmulCycles + exchangeCycles + reduceCycles + syncCycles,
    matmulCycles,
    exchangeCycles,
    reduceCycles,
    syncCycles,
  };
}
