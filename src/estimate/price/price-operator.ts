import { outputElements } from "../../plan/memory/operator-memory.ts";
import type { TiledChip } from "../../arch/arch.ts";
import { INPUT_BYTES, PARTIAL_BYTES } from "../../cost/arithmetic.ts";
import type { MatmulShape } from "../../cost/matmul/matmul-plan.ts";
import { rearrangeCycles, rearrangeWork } from "../../cost/matmul/rearrange.ts";
import { reductionWork } from "../../cost/tile/reduction.ts";
import { tileJoules } from "../../cost/tile/tile-work.ts";
import { VECTOR_KERNELS, vectorCycles, vectorWork, type VectorKernelName } from "../../cost/tile/vector.ts";
import {
  matmulWork,
  operatorPlacement,
  reservedShare,
  shapeFlops,
  type MatmulWork,
} from "../../plan/memory/operator-shapes.ts";
import { hasBackward } from "../../workload/graph/gradients.ts";
import type {
  GatherOperator,
  MatmulOperator,
  MatmulRole,
  OfKind,
  Operator,
  OperatorKind,
  VectorFunction,
  VectorOperator,
} from "../../workload/graph/operator-graph.ts";
import { operatorLaws } from "../../workload/operators/operator-laws.ts";
import { priceConvolution, type OperatorPricing } from "./price-convolution.ts";
import { priceRoofline, rooflineUpdate } from "./price-roofline.ts";
import { priceTiledScan } from "./price-scan.ts";
import type { PricingContext } from "./pricing-context.ts";
import { addWork, FREE, scaleWork, withLayout, workSeconds, type WorkPrice } from "./work-price.ts";

type Direction = "forward" | "backward";

/** Kernels of each vector function, forward and backward. */
const KERNELS: Readonly<Record<VectorFunction, Readonly<Record<Direction, VectorKernelName>>>> = {
  add: { forward: "add", backward: "copy" },
  multiply: { forward: "multiply", backward: "multiply" },
  bias: { forward: "addInPlace", backward: "sumRows" },
  gelu: { forward: "gelu", backward: "geluGradient" },
  relu: { forward: "relu", backward: "reluGradient" },
  swiglu: { forward: "gated", backward: "gatedGradient" },
  geglu: { forward: "gated", backward: "gatedGradient" },
  tanh: { forward: "tanh", backward: "tanhGradient" },
  softmax: { forward: "softmax", backward: "softmaxGradient" },
  layernorm: { forward: "layernorm", backward: "layernormGradient" },
  rmsnorm: { forward: "rmsnorm", backward: "rmsnormGradient" },
  rope: { forward: "rope", backward: "ropeGradient" },
  dropout: { forward: "dropout", backward: "dropoutGradient" },
  cast: { forward: "cast", backward: "cast" },
  "cross-entropy": { forward: "crossEntropy", backward: "add" },
  swish: { forward: "swish", backward: "swishGradient" },
  sigmoid: { forward: "sigmoid", backward: "sigmoidGradient" },
  batchnorm: { forward: "batchnorm", backward: "batchnormGradient" },
  groupnorm: { forward: "batchnorm", backward: "batchnormGradient" },
  "max-pool": { forward: "maxPool", backward: "maxPoolGradient" },
  "average-pool": { forward: "sumRows", backward: "scale" },
  rearrange: { forward: "rearrange", backward: "rearrange" },
  shift: { forward: "shift", backward: "shift" },
  "top-k": { forward: "maximum", backward: "copy" },
};

/** One operator, forward, for one micro-batch on one chip. */
export function priceForward(op: Operator, context: PricingContext): WorkPrice {
  return priceOperator(op, "forward", context);
}

/** Its backward: input and weight gradients, as far as fine-tuning needs them. */
export function priceBackward(op: Operator, context: PricingContext): WorkPrice {
  if (!hasBackward(op) || !operatorLaws(op).computesBackward(op)) return FREE;
  return priceOperator(op, "backward", context);
}

function priceOperator(op: Operator, direction: Direction, context: PricingContext): WorkPrice {
  const { chip } = context.arch;
  if (chip.architecture === "roofline") return priceRoofline(op, direction, context, chip);
  const kernels: TileKernels<Operator> = TILE_KERNELS[op.kind];
  return kernels[direction](op, context, chip);
}

/** What runs on tiles for an operator of one kind. */
interface TileKernels<O extends Operator> {
  forward(op: O, context: PricingContext, chip: TiledChip): WorkPrice;
  backward(op: O, context: PricingContext, chip: TiledChip): WorkPrice;
}

const TILE_KERNELS: { readonly [K in OperatorKind]: TileKernels<OfKind<K>> } = {
  matmul: {
    forward: (op, context) => products(op, [workOf(op, context).forward], context),
    backward: (op, context) => products(op, workOf(op, context).backward, context),
  },
  convolution: {
    forward: (op, context, chip) => priceConvolution(op, "forward", context, chip, pricingOf(context)),
    backward: (op, context, chip) => priceConvolution(op, "backward", context, chip, pricingOf(context)),
  },
  vector: {
    forward: (op, context) => priceVector(KERNELS[op.function].forward, vectorElements(op, context), context),
    backward: (op, context) =>
      priceVector(KERNELS[op.function].backward, vectorElements(op, context), context),
  },
  gather: {
    forward: (op, context) => moveRows("gather", op, context),
    backward: (op, context) => moveRows("scatterAdd", op, context),
  },
  scan: {
    forward: (op, context, chip) => uplifted(priceTiledScan(op, "forward", context, chip), context),
    backward: (op, context, chip) => uplifted(priceTiledScan(op, "backward", context, chip), context),
  },
};

function workOf(op: MatmulOperator, { choice }: PricingContext): MatmulWork {
  return matmulWork(op, choice.microBatch, choice.tensorParallel, operatorPlacement(op, choice));
}

/** Products of a matmul, and what an attention's core has around them. */
function products(op: MatmulOperator, shapes: readonly MatmulShape[], context: PricingContext): WorkPrice {
  const { forward, times } = workOf(op, context);
  const once = shapes.reduce((sum, shape) => addWork(sum, priceMatmul(shape, context)), FREE);
  const all = scaleWork(once, times);
  return op.weight ? all : addWork(all, aroundCore(op.role, forward, context));
}

function pricingOf(context: PricingContext): OperatorPricing {
  return {
    matmul: (shape) => priceMatmul(shape, context),
    uplifted: (work) => uplifted(work, context),
  };
}

function vectorElements(op: VectorOperator, { choice }: PricingContext): number {
  const share = op.split === "none" && !choice.sequenceParallel ? 1 : 1 / choice.tensorParallel;
  return op.elements * choice.microBatch * share * reservedShare(op);
}

function moveRows(kernel: "gather" | "scatterAdd", op: GatherOperator, context: PricingContext): WorkPrice {
  const { microBatch, tensorParallel } = context.choice;
  const elements = outputElements(op, tensorParallel) * microBatch * reservedShare(op);
  // A table that this phase only holds.
  return elements === 0 ? FREE : priceVector(kernel, elements, context);
}

/** The optimizer's arithmetic over `parameters` parameters of one chip. */
export function optimizerWork(parameters: number, context: PricingContext): WorkPrice {
  const { task } = context.graph.workload;
  if (task.kind === "inference") return FREE;
  const { chip } = context.arch;
  if (chip.architecture === "roofline") return rooflineUpdate(parameters, context, chip);
  const kernel = (
    {
      adam: "adam",
      adamw: "adam",
      lamb: "lamb",
      "sgd-momentum": "momentum",
      lars: "lars",
      adafactor: "adafactor",
    } as const
  )[task.optimizer];
  return priceVector(kernel, parameters, context);
}

/** Cast of `elements` from one format to another on a tiled chip. */
export function castWork(elements: number, context: PricingContext): WorkPrice {
  return priceVector("cast", elements, context);
}

function priceMatmul(shape: MatmulShape, context: PricingContext): WorkPrice {
  const { chip } = context.arch;
  if (chip.architecture !== "tiled") throw new Error(`${chip.id} has no tiles`);
  return tiledMatmul(shape, context, chip);
}

/**
 * Tile plan in cycles, at the chip's clock; energy of its MACs, SRAM traffic, exchanged bytes, sums of partials and
 * rearrangement.
 */
function tiledMatmul(shape: MatmulShape, context: PricingContext, chip: TiledChip): WorkPrice {
  const { choice, planMatmul } = context;
  const plan = planMatmul(shape);
  const flops = shapeFlops(shape);
  const second = 1 / chip.clockHertz;
  const sums = reductionWork(plan.reduceCycles * plan.tilesUsed, PARTIAL_BYTES[choice.arithmetic] === 2);
  const reduced = tileJoules(sums, chip.power);
  const rearranged = tileJoules(rearrangeWork(plan.rearrangeCycles * plan.tilesUsed), chip.power);
  return uplifted(
    {
      ...FREE,
      matmulSeconds: plan.matmulCycles * second,
      vectorSeconds: (plan.reduceCycles + plan.rearrangeCycles) * second,
      exchangeSeconds: plan.exchangeCycles * second,
      syncSeconds: plan.syncCycles * second,
      // Single kept weights are multiplied by the vector units, blocks of them by the AMP.
      matmulJoules:
        flops *
        (shape.sparse?.block === 1
          ? chip.power.vectorJoulesPerFlop
          : (chip.joulesPerFlop[choice.arithmetic] ?? 0)),
      vectorJoules: reduced.vectorJoules,
      sramJoules: plan.sramBytes * chip.power.sramJoulesPerByte + reduced.sramJoules + rearranged.sramJoules,
      exchangeJoules: plan.exchangeBytes * chip.power.exchangeJoulesPerByte,
      flops,
    },
    context,
  );
}

/**
 * Work around a product of an attention core: its copies, the scale of the scores, and in decoders of frameworks the
 * choice between score and minus infinity, a select over all scores (Hugging Face GPT-2: `torch.where`) where programs
 * written for the chip add a mask.
 */
function aroundCore(role: MatmulRole, shape: MatmulShape, context: PricingContext): WorkPrice {
  if (context.arch.chip.architecture !== "tiled") return FREE;
  const copies = coreLayout(role, shape, context);
  if (role !== "scores") return copies;
  const scores = shape.groups * shape.rows * shape.columns;
  const work = addWork(copies, priceVector("scale", scores, context));
  const scaled = addWork(work, launchedAgain(shape, context));
  const selects = context.choice.software === "framework" && context.graph.workload.family === "decoder";
  return selects ? addWork(scaled, priceVector("select", scores, context)) : scaled;
}

/**
 * An attention in passes launches the softmax between its products once a pass; the first is in the softmax's own
 * price. In training nothing follows pass by pass: all scores are kept.
 */
function launchedAgain(shape: MatmulShape, { arch, graph, planMatmul }: PricingContext): WorkPrice {
  const { chip } = arch;
  const { passes = 1 } = planMatmul(shape);
  if (chip.architecture !== "tiled" || graph.phase === "training" || passes === 1) return FREE;
  const phases = (passes - 1) * VECTOR_KERNELS.softmax.supersteps;
  return { ...FREE, syncSeconds: (phases * chip.exchange.phaseCycles) / chip.clockHertz };
}

/** Keys, queries and values keep runs of 16 halves together; scores are regrouped one by one. */
const WIDE_ATOM_BYTES = 8;

/**
 * Copies into the layout of a product between activations, which no planner places beforehand: keys before the scores,
 * values and the softmax's output before the mix (in backward their gradients). The same law as decode attention.
 */
function coreLayout(role: MatmulRole, shape: MatmulShape, context: PricingContext): WorkPrice {
  const { chip } = context.arch;
  if (chip.architecture !== "tiled") return FREE;
  const { choice } = context;
  const bytes = INPUT_BYTES[choice.arithmetic];
  const tiles = chip.tiles - choice.ioTiles;
  const { groups, rows, inner, columns } = shape;
  const copy = (elements: number, atomBytes: number): number => {
    const perTile = Math.ceil(elements / tiles) * bytes;
    const moved = perTile / chip.exchange.bytesPerCycle;
    return chip.exchange.phaseCycles + moved + rearrangeCycles(perTile, atomBytes);
  };
  const cycles =
    copy(groups * inner * columns, WIDE_ATOM_BYTES) +
    (role === "values" ? copy(groups * rows * inner, bytes) : 0);
  const seconds = cycles / chip.clockHertz;
  return withLayout(FREE, seconds, layoutJoules(seconds, tiles, chip));
}

/** Of tiles that rearrange for so long. */
function layoutJoules(seconds: number, tiles: number, { clockHertz, power }: TiledChip): number {
  return tileJoules(rearrangeWork(seconds * clockHertz * tiles), power).sramJoules;
}

function priceVector(kernel: VectorKernelName, elements: number, context: PricingContext): WorkPrice {
  const { arch, choice } = context;
  const { chip } = arch;
  if (chip.architecture !== "tiled") throw new Error(`${chip.id} has no tiles`);
  const format = choice.arithmetic === "fp32" ? "float" : "half";
  const perTile = Math.ceil(elements / (chip.tiles - choice.ioTiles));
  const { supersteps } = VECTOR_KERNELS[kernel];
  return uplifted(
    {
      ...FREE,
      vectorSeconds: vectorCycles(kernel, perTile, format) / chip.clockHertz,
      syncSeconds: (supersteps * chip.exchange.phaseCycles) / chip.clockHertz,
      ...tileJoules(vectorWork(kernel, { elements, perTile }, format), chip.power),
    },
    context,
  );
}

/** Layout work around an operator, as a share of its time. */
function uplifted(work: WorkPrice, { arch: { chip }, choice, fitted }: PricingContext): WorkPrice {
  if (chip.architecture !== "tiled") throw new Error(`${chip.id} has no tiles`);
  const uplift = choice.software === "framework" ? fitted.layoutUpliftFramework : fitted.layoutUpliftTuned;
  const seconds = (uplift - 1) * workSeconds(work);
  return withLayout(work, seconds, layoutJoules(seconds, chip.tiles - choice.ioTiles, chip));
}
