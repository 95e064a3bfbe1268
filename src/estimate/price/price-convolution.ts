import type { TiledChip } from "../../arch/arch.ts";
import { PARTIAL_BYTES } from "../../cost/arithmetic.ts";
import type { ConvolutionPlan } from "../../cost/convolution/convolution.ts";
import type { ConvolutionShape } from "../../cost/convolution/convolution-shape.ts";
import type { MatmulShape } from "../../cost/matmul/matmul-plan.ts";
import { reductionWork } from "../../cost/tile/reduction.ts";
import { tileJoules } from "../../cost/tile/tile-work.ts";
import { depthwiseGradientPlan } from "../../cost/convolution/depthwise-gradient.ts";
import { gradientsOf } from "../../workload/graph/gradients.ts";
import type { ConvolutionOperator } from "../../workload/graph/operator-graph.ts";
import {
  convolutionShape,
  inputGradientShape,
  weightGradientShape,
} from "../../plan/memory/temporary-bytes.ts";
import { choiceTarget } from "./matmul-planner.ts";
import type { PricingContext } from "./pricing-context.ts";
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
 * dimension all pixels of the micro-batch.
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
  const back = inputGradientShape(shape);
  const { inputs, parameters } = gradientsOf(op);
  const input = !inputs ? FREE : pricing.uplifted(planned(back, context, chip));
  return parameters ? addWork(input, weightGradient(shape, context, chip, pricing)) : input;
}

function weightGradient(
  shape: ConvolutionShape,
  context: PricingContext,
  chip: TiledChip,
  pricing: OperatorPricing,
): WorkPrice {
  const matmul = weightGradientShape(shape);
  if (matmul !== undefined) return pricing.matmul(matmul);
  return pricing.uplifted(
    converted(depthwiseGradientPlan(shape, choiceTarget(chip, context.choice)), shape, context, chip),
  );
}

function planned(shape: ConvolutionShape, context: PricingContext, chip: TiledChip): WorkPrice {
  return converted(context.planMatmul.convolution(shape), shape, context, chip);
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
  const sums = reductionWork(plan.reduceCycles * tiles, PARTIAL_BYTES[choice.arithmetic] === 2);
  const reduced = tileJoules(sums, chip.power);
  const exchanged = plan.exchangeCycles * chip.exchange.bytesPerCycle * tiles;
  return {
    ...FREE,
    matmulSeconds: plan.matmulCycles * second,
    vectorSeconds: plan.reduceCycles * second,
    exchangeSeconds: plan.exchangeCycles * second,
    syncSeconds: plan.syncCycles * second,
    matmulJoules: flops * (chip.joulesPerFlop[choice.arithmetic] ?? 0),
    vectorJoules: reduced.vectorJoules,
    // What is exchanged is read by one tile and written by another.
    sramJoules:
      (plan.matmulCycles * SRAM_BYTES_PER_CYCLE * tiles + 2 * exchanged) * chip.power.sramJoulesPerByte +
      reduced.sramJoules,
    exchangeJoules: exchanged * chip.power.exchangeJoulesPerByte,
    flops,
  };
}
