import type { TiledChip } from "../arch/arch.ts";
import type { ConvolutionPlan, ConvolutionShape } from "../cost/convolution.ts";
import { cheapestConvolution } from "../cost/grouped-convolution.ts";
import type { MatmulShape } from "../cost/matmul-plan.ts";
import { depthwiseGradientPlan } from "../cost/depthwise-gradient.ts";
import type { ConvolutionOperator } from "../workload/operator-graph.ts";
import { choiceTarget } from "./matmul-planner.ts";
import type { MatmulPlanner, PricingContext } from "./pricing-context.ts";
import { addWork, FREE, type WorkPrice } from "./work-price.ts";

/** What the prices of all operators of a chip share. */
export interface OperatorPricing {
  /** A matmul, with the layout work around it. */
  readonly matmul: (shape: MatmulShape) => WorkPrice;
  /** Work, with the layout work around it. */
  readonly uplifted: (work: WorkPrice) => WorkPrice;
}

/**
 * A convolution of a micro-batch on a tiled chip.
 *
 * Forward: planned over pixels, channels and filter positions. Backward: the gradient of the input is the convolution
 * of the output's with channels exchanged, as many multiply-accumulates (a stride only spreads its results); the
 * gradient of the weights is a matmul of the gathered patches, transposed, with the output's gradient, its inner
 * dimension all pixels of the micro-batch. The first convolution of a network has no input gradient.
 * Source: PopLibs Convolution.cpp, calculateWeightDeltas and convolutionBackwards.
 */
export function priceConvolution(
  op: ConvolutionOperator,
  direction: "forward" | "backward",
  context: PricingContext,
  chip: TiledChip,
  pricing: OperatorPricing,
): WorkPrice {
  const shape = convolutionShape(op, context.choice.microBatch);
  if (direction === "forward") return pricing.uplifted(planned(shape, context, chip));
  const { inChannels, outChannels } = shape;
  const back = { ...shape, inChannels: outChannels, outChannels: inChannels, stride: 1 };
  const input = isFirst(op, context) ? FREE : pricing.uplifted(planned(back, context, chip));
  return addWork(input, weightGradient(shape, context, chip, pricing));
}

export function convolutionShape(op: ConvolutionOperator, batch: number): ConvolutionShape {
  const { outputSize, kernel, stride, inChannels, outChannels, groups } = op;
  return { batch, outputSize, filterSize: kernel, stride, inChannels, outChannels, groups };
}

function isFirst(op: ConvolutionOperator, { graph }: PricingContext): boolean {
  return graph.blocks[0]?.operators[0] === op;
}

function weightGradient(
  shape: ConvolutionShape,
  context: PricingContext,
  chip: TiledChip,
  pricing: OperatorPricing,
): WorkPrice {
  const { batch, outputSize, filterSize, inChannels, outChannels, groups } = shape;
  if (groups === inChannels && groups === outChannels && groups > 1)
    return pricing.uplifted(
      converted(depthwiseGradientPlan(shape, choiceTarget(chip, context.choice)), shape, context, chip),
    );
  return pricing.matmul({
    groups,
    rows: (filterSize ** 2 * inChannels) / groups,
    inner: batch * outputSize ** 2,
    columns: outChannels / groups,
  });
}

function planned(shape: ConvolutionShape, context: PricingContext, chip: TiledChip): WorkPrice {
  return converted(planOnce(shape, context, chip), shape, context, chip);
}

/** Plans by planner: one planner stands for one target, and plans depend on shape and target alone. */
const plans = new WeakMap<MatmulPlanner, Map<string, ConvolutionPlan>>();

function planOnce(shape: ConvolutionShape, context: PricingContext, chip: TiledChip): ConvolutionPlan {
  let known = plans.get(context.planMatmul);
  if (known === undefined) plans.set(context.planMatmul, (known = new Map()));
  const key = Object.values(shape).join("|");
  let plan = known.get(key);
  if (plan === undefined)
    known.set(key, (plan = cheapestConvolution(shape, choiceTarget(chip, context.choice))));
  return plan;
}

/** Loads and stores of the matrix unit at full rate. PopLibs, ld2xst64: two loads and a store of eight bytes. */
const SRAM_BYTES_PER_CYCLE = 24;

/** Cycles at the chip's clock; energy of the useful multiply-accumulates, SRAM traffic and exchanged bytes. */
function converted(
  plan: Omit<ConvolutionPlan, "fits" | "temporaryBytesPerTile">,
  shape: ConvolutionShape,
  { choice }: PricingContext,
  chip: TiledChip,
): WorkPrice {
  const { batch, outputSize, filterSize, inChannels, outChannels, groups } = shape;
  const flops = (2 * batch * outputSize ** 2 * filterSize ** 2 * inChannels * outChannels) / groups;
  const second = 1 / chip.clockHertz;
  const tiles = chip.tiles - choice.ioTiles;
  const exchanged = plan.exchangeCycles * chip.exchange.bytesPerCycle * tiles;
  return {
    ...FREE,
    matmulSeconds: plan.matmulCycles * second,
    vectorSeconds: plan.reduceCycles * second,
    exchangeSeconds: plan.exchangeCycles * second,
    syncSeconds: plan.syncCycles * second,
    matmulJoules: flops * (chip.joulesPerFlop[choice.arithmetic] ?? 0),
    sramJoules: plan.matmulCycles * SRAM_BYTES_PER_CYCLE * tiles * chip.power.sramJoulesPerByte,
    exchangeJoules: exchanged * chip.power.exchangeJoulesPerByte,
    flops,
  };
}
