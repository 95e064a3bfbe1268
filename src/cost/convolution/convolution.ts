import { convolutionSpace } from "./convolution-levels.ts";
import { convolutionProblem } from "./convolution-problem.ts";
import { leastMemoryDivision } from "./convolution-divisions.ts";
import { priceDivision, type ConvolutionPlan } from "./convolution-price.ts";
import type { ConvolutionShape } from "./convolution-shape.ts";
import { searchDivisions } from "./convolution-search.ts";
import type { MatmulTarget } from "../matmul/matmul-plan.ts";

export type { ConvolutionPlan } from "./convolution-price.ts";

/** 2 · multiply-accumulates. */
export function convolutionFlops(shape: ConvolutionShape): number {
  const { batch, outputSize, filterSize, inChannels, outChannels, groups } = shape;
  return (2 * batch * outputSize ** 2 * filterSize ** 2 * inChannels * outChannels) / groups;
}

/**
 * Plan a convolution: output pixels f, output channels o, input channels i and filter positions k over the tiles, of least
 * cycles among the divisions whose operand blocks fit the memory proportion. Where none does, channels also follow each
 * other in serial steps, so · si of them; where even that does not fit, the plan of least bytes is given.
 *
 * A tile runs one AMP pass for each filter position and block of channels over its pixels: K = positions · channels.
 * Its input is received once a step for all filter positions, with a border of (filter − 1) pixels around its own:
 *
 *   T = so · si · (T_tile(F, k·Ci, Co) + [input · (1 − 1/o) + weights · (1 − 1/f) + partials] / rate + T_reduce
 *       + T_slice + T_add + phases) + so · T_cast
 *
 * T_slice and T_add as for the serial steps of a matmul. Sources: PopLibs ConvModel.cpp 1049-1092, 2067-2079, and its
 * serial splits of channels (ConvPlan.cpp, inChanSplit and outChanSplit; published), the matmul planner's phase cost.
 */
export function planConvolution(shape: ConvolutionShape, target: MatmulTarget): ConvolutionPlan {
  return plan(shape, target, true);
}

/** The same without serial steps. */
export function planAtOnce(shape: ConvolutionShape, target: MatmulTarget): ConvolutionPlan {
  return plan(shape, target, false);
}

function plan(shape: ConvolutionShape, target: MatmulTarget, mayStep: boolean): ConvolutionPlan {
  const problem = convolutionProblem(shape, target);
  const space = convolutionSpace(problem);
  const division =
    searchDivisions(space, false) ??
    (mayStep ? searchDivisions(space, true) : undefined) ??
    leastMemoryDivision(space, mayStep);
  return priceDivision(problem, division);
}
