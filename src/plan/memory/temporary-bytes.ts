import type { ConvolutionPlan } from "../../cost/convolution/convolution.ts";
import type { ConvolutionShape } from "../../cost/convolution/convolution-shape.ts";
import type { MatmulPlan, MatmulShape } from "../../cost/matmul/matmul-plan.ts";
import type { ConvolutionOperator, MatmulOperator } from "../../workload/graph/operator-graph.ts";
import { matmulWork, operatorPlacement, type ExpertChoice } from "./operator-shapes.ts";
import type { PlanChoice } from "../plan.ts";

type Temporary = Pick<MatmulPlan, "temporaryBytesPerTile">;

/** The tile planner of a chip under a plan's choices, as far as memory goes. */
export interface TilePlans {
  (shape: MatmulShape): Temporary & Partial<Pick<MatmulPlan, "tilesUsed" | "passes">>;
  readonly convolution?: (shape: ConvolutionShape) => Pick<ConvolutionPlan, "temporaryBytesPerTile">;
}

/** What of a plan's choices decides the matmuls of an operator on one chip. */
export type ShapeChoice = Pick<PlanChoice, "microBatch" | "tensorParallel"> & ExpertChoice;

/** Operand blocks and partials of a matmul on the fullest tile: of the largest of its products in this direction. */
export function matmulBytes(
  op: MatmulOperator,
  backward: boolean,
  choice: ShapeChoice,
  plans: TilePlans,
): number {
  const work = matmulWork(op, choice.microBatch, choice.tensorParallel, operatorPlacement(op, choice));
  const shapes = backward ? work.backward : [work.forward];
  return Math.max(0, ...shapes.map((shape) => plans(shape).temporaryBytesPerTile));
}

/** Tiles that have a part in the matmul that needs most. Undefined where the planner does not say. */
export function matmulTiles(
  op: MatmulOperator,
  backward: boolean,
  { microBatch, tensorParallel }: Pick<PlanChoice, "microBatch" | "tensorParallel">,
  plans: TilePlans,
): number | undefined {
  const work = matmulWork(op, microBatch, tensorParallel);
  const shapes = backward ? work.backward : [work.forward];
  const sized = shapes.map((shape) => plans(shape));
  return sized.reduce((most, one) => (one.temporaryBytesPerTile > most.temporaryBytesPerTile ? one : most))
    .tilesUsed;
}

/** The same of a convolution, its gradients planned as convolution and matmul. */
export function convolutionBytes(
  op: ConvolutionOperator,
  backward: boolean,
  { microBatch }: Pick<PlanChoice, "microBatch">,
  plans: TilePlans,
): number {
  const shape = convolutionShape(op, microBatch);
  const of = (part: ConvolutionShape): number => plans.convolution?.(part).temporaryBytesPerTile ?? 0;
  if (!backward) return of(shape);
  const weights = weightGradientShape(shape);
  return Math.max(of(inputGradientShape(shape)), weights ? plans(weights).temporaryBytesPerTile : 0);
}

/** A convolution of a micro-batch. */
export function convolutionShape(op: ConvolutionOperator, batch: number): ConvolutionShape {
  const { outputSize, kernel, stride, inChannels, outChannels, groups } = op;
  return { batch, outputSize, filterSize: kernel, stride, inChannels, outChannels, groups };
}

/** The gradient of a convolution's input: the output's, with channels exchanged; a stride only spreads its results. */
export function inputGradientShape(shape: ConvolutionShape): ConvolutionShape {
  return { ...shape, inChannels: shape.outChannels, outChannels: shape.inChannels, stride: 1 };
}

/**
 * The gradient of a convolution's weights as a matmul of the gathered patches, transposed, with the output's gradient:
 * its inner dimension is all pixels of the micro-batch. Undefined for a depthwise one, which vector kernels sum.
 */
export function weightGradientShape(shape: ConvolutionShape): MatmulShape | undefined {
  const { batch, outputSize, filterSize, inChannels, outChannels, groups } = shape;
  if (groups === inChannels && groups === outChannels && groups > 1) return undefined;
  return {
    groups,
    rows: (filterSize ** 2 * inChannels) / groups,
    inner: batch * outputSize ** 2,
    columns: outChannels / groups,
  };
}
