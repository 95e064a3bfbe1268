import { ampLaw, type AmpLaw } from "../tile/amp.ts";
import { INPUT_BYTES, OUTPUT_BYTES, PARTIAL_BYTES } from "../arithmetic.ts";
import type { ReductionKind } from "../tile/reduction.ts";
import type { MatmulTarget } from "../matmul/matmul-problem.ts";
import type { ConvolutionShape } from "./convolution-shape.ts";

/** How a convolution is divided: over tiles (groups, output pixels, channels, filter), and its channels over time. */
export interface ConvolutionDivision {
  readonly groups: number;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly filter: number;
  readonly serialInner: number;
  readonly serialColumns: number;
}

/** A convolution on a target, in the units its search works in. */
export interface ConvolutionProblem {
  readonly shape: ConvolutionShape;
  readonly target: MatmulTarget;
  readonly law: AmpLaw;
  /** Output pixels of the batch, and filter positions. */
  readonly pixels: number;
  readonly positions: number;
  /** Channels of a group in and out, in blocks of the matrix unit. */
  readonly innerBlocks: number;
  readonly columnBlocks: number;
  readonly inputBytes: number;
  readonly partialBytes: number;
  readonly outputBytes: number;
  readonly reduction: ReductionKind;
  /** Of the matrix unit: one pass for all positions as for a matmul, or the kernel for filters of more than one. */
  readonly asMatmul: boolean;
  /** Temporary bytes that a tile has. */
  readonly limitBytes: number;
}

export function convolutionProblem(shape: ConvolutionShape, target: MatmulTarget): ConvolutionProblem {
  const { arithmetic, weightLoadBytesPerCycle, macsPerCycle } = target;
  const law = ampLaw(arithmetic, weightLoadBytesPerCycle, macsPerCycle);
  const partialBytes = PARTIAL_BYTES[arithmetic];
  const outputBytes = OUTPUT_BYTES[arithmetic];
  return {
    shape,
    target,
    law,
    pixels: shape.batch * shape.outputSize ** 2,
    positions: shape.filterSize ** 2,
    innerBlocks: Math.ceil(shape.inChannels / shape.groups / law.innerBlock),
    columnBlocks: Math.ceil(shape.outChannels / shape.groups / law.columnBlock),
    inputBytes: INPUT_BYTES[arithmetic],
    partialBytes,
    outputBytes,
    reduction: partialBytes === 2 ? "half" : outputBytes === 2 ? "floatToHalf" : "float",
    asMatmul: shape.filterSize === 1 || arithmetic === "fp32",
    limitBytes: target.availableMemoryProportion * target.sramBytesPerTile,
  };
}
