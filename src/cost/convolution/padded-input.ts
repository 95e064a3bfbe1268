import { ampLaw } from "../tile/amp.ts";
import { INPUT_BYTES } from "../arithmetic.ts";
import type { ConvolutionShape } from "./convolution-shape.ts";
import type { MatmulTarget } from "../matmul/matmul-plan.ts";
import { rearrangeCycles } from "../matmul/rearrange.ts";

/**
 * Cycles to bring images of fewer channels than fill a block of the matrix unit into blocks, before they are convolved:
 * on their tiles, in pieces of one pixel's channels, then to where they are used.
 *
 *   T = bytes · (1 / rate + c) + 587,  bytes = padded input / tiles,  c by the bytes that stay together
 *
 * Nothing where blocks are full. Source: PopLibs ConvModel.cpp 1376-1450 (padInChannels), 1563-1591 (published).
 */
export function paddedInputCycles(shape: ConvolutionShape, target: MatmulTarget): number {
  const { batch, outputSize, stride, inChannels, groups } = shape;
  const { innerBlock } = ampLaw(target.arithmetic, target.weightLoadBytesPerCycle, target.macsPerCycle);
  const channels = inChannels / groups;
  if (channels % innerBlock === 0 || groups > 1) return 0;
  const padded = Math.ceil(channels / innerBlock) * innerBlock;
  const bytesEach = INPUT_BYTES[target.arithmetic];
  const bytes = (batch * (outputSize * stride) ** 2 * padded * bytesEach) / target.tiles;
  const together = channels * bytesEach;
  const atomBytes = together % 8 === 0 ? 8 : together % 4 === 0 ? 4 : 2;
  return bytes / target.exchangeBytesPerCycle + rearrangeCycles(bytes, atomBytes);
}
