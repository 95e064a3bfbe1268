import { softwareOf } from "../../arch/software-of.ts";
import { outputElements } from "../../plan/memory/operator-memory.ts";
import type { RooflineChip, Software } from "../../arch/arch.ts";
import { INPUT_BYTES, OUTPUT_BYTES } from "../../cost/arithmetic.ts";
import type { MatmulShape } from "../../cost/matmul/matmul-plan.ts";
import { rooflineMatmul, rooflineVector } from "../../cost/roofline/roofline.ts";
import {
  matmulWork,
  operatorPlacement,
  reservedShare,
  shapeFlops,
} from "../../plan/memory/operator-shapes.ts";
import { gradientsOf } from "../../workload/graph/gradients.ts";
import { isKind } from "../../workload/graph/operator-graph.ts";
import type {
  MatmulOperator,
  OfKind,
  Operator,
  OperatorKind,
  VectorOperator,
} from "../../workload/graph/operator-graph.ts";
import { operatorLaws } from "../../workload/operators/operator-laws.ts";
import { VECTOR_FLOPS_PER_ELEMENT } from "../model-constants.ts";
import { samplesParts } from "./attending-samples.ts";
import { priceFusedProduct } from "./price-fused-attention.ts";
import { priceStreamedScan } from "./price-scan.ts";
import type { PricingContext } from "./pricing-context.ts";
import {
  ACCUMULATION_BYTES,
  FUSED,
  GATHER_TRAFFIC,
  KERNEL_TRAFFIC,
  LONE_DROPOUT,
  UPDATE_BYTES,
  type KernelTraffic,
  type Traffic,
} from "./roofline-kernels.ts";
import { rankParts } from "./tensor-overlap.ts";
import { addWork, FREE, scaleWork, type WorkPrice } from "./work-price.ts";

type Direction = "forward" | "backward";

/** One operator for one micro-batch on a chip known by its peaks: kernels one after the other in a stream. */
export function priceRoofline(
  op: Operator,
  direction: Direction,
  context: PricingContext,
  chip: RooflineChip,
): WorkPrice {
  const software = softwareOf(chip, context.graph.phase);
  const kernel: StreamKernel<Operator> = STREAM_KERNELS[op.kind];
  if (op.core === true && software.fuses.attention) {
    if (isKind(op, "matmul"))
      return withGaps(priceFusedProduct(op, direction, context, chip, software), software);
    if (isKind(op, "vector") && CORE_FUNCTIONS.has(op.function)) return FREE;
  }
  return withGaps(kernel.price(op, direction, context, chip), software);
}

/** What stands between the two products of a core, and is part of its one kernel. */
const CORE_FUNCTIONS: ReadonlySet<VectorOperator["function"]> = new Set(["add", "softmax", "dropout"]);

/** A stream's kernels do not follow each other at once. */
function withGaps(work: WorkPrice, { gapSeconds }: Software): WorkPrice {
  const gaps = work.kernels * gapSeconds;
  if (gaps === 0) return work;
  return work.matmulSeconds > 0
    ? { ...work, matmulSeconds: work.matmulSeconds + gaps }
    : { ...work, vectorSeconds: work.vectorSeconds + gaps };
}

/** What an operator of one kind is in a stream of kernels. */
interface StreamKernel<O extends Operator> {
  price(op: O, direction: Direction, context: PricingContext, chip: RooflineChip): WorkPrice;
}

const STREAM_KERNELS: { readonly [K in OperatorKind]: StreamKernel<OfKind<K>> } = {
  matmul: { price: matmuls },
  vector: {
    price: (op, direction, context, chip) => {
      const { microBatch, tensorParallel, sequenceParallel } = context.choice;
      const share = op.split === "none" && !sequenceParallel ? 1 : 1 / tensorParallel;
      const elements = op.elements * microBatch * share * reservedShare(op);
      const { bytes, kernels } = trafficOf(op)[direction];
      const own = isFused(op, direction, softwareOf(chip, context.graph.phase)) ? 0 : kernels;
      return memoryKernel({ bytes, kernels: own }, elements, context, chip);
    },
  },
  gather: {
    price: (op, direction, context, chip) => {
      const { microBatch, tensorParallel } = context.choice;
      const elements = outputElements(op, tensorParallel) * microBatch * reservedShare(op);
      return memoryKernel(GATHER_TRAFFIC[direction], elements, context, chip);
    },
  },
  convolution: {
    price: (op, direction, context, chip) => {
      // As a matmul of gathered patches; forward, then input and weight gradients of the same size.
      const shape = {
        groups: op.groups,
        rows: op.outputSize ** 2 * context.choice.microBatch,
        inner: (op.kernel ** 2 * op.inChannels) / op.groups,
        columns: op.outChannels / op.groups,
      };
      const price = matmul(shape, context, chip);
      const passes = direction === "backward" ? operatorLaws(op).backwardPasses(op) : 1;
      return passes === 2 ? addWork(price, price) : price;
    },
  },
  scan: { price: priceStreamedScan },
};

/** The optimizer's kernels over `parameters` parameters: bound by memory. */
export function rooflineUpdate(parameters: number, context: PricingContext, chip: RooflineChip): WorkPrice {
  const { task } = context.graph.workload;
  if (task.kind === "inference") return FREE;
  const bytes = parameters * UPDATE_BYTES[task.optimizer];
  return memoryWork(bytes, parameters * VECTOR_FLOPS_PER_ELEMENT.value, 1, chip);
}

/** Whether a vector operator of inference or training has no kernel of its own in this software. */
function isFused(op: VectorOperator, direction: Direction, { fuses }: Software): boolean {
  if (op.function === "rope") return fuses.rotary;
  if (op.residual === true && op.function === "add") return fuses.residual;
  return fuses.activation && direction === "forward" && ACTIVATIONS.has(op.function);
}

const ACTIVATIONS: ReadonlySet<VectorOperator["function"]> = new Set([
  "gelu",
  "relu",
  "swish",
  "swiglu",
  "geglu",
]);

function trafficOf(op: VectorOperator): Traffic {
  if (op.function === "add" && op.core) return FUSED;
  if (op.function === "dropout" && op.split === "heads") return LONE_DROPOUT;
  return KERNEL_TRAFFIC[op.function];
}

function matmuls(
  op: MatmulOperator,
  direction: Direction,
  context: PricingContext,
  chip: RooflineChip,
): WorkPrice {
  const { microBatch, tensorParallel, arithmetic } = context.choice;
  // Queries, keys and values of the same rows come from one matmul; each is charged the share of its columns.
  const { fuses } = softwareOf(chip, context.graph.phase);
  const together = op.role === "ffn" && !fuses.gate ? op.columns : (op.fusedColumns ?? op.columns);
  const fused = { ...op, columns: together };
  const parts = rankParts(op, context.choice);
  // Keys and values that no chip has a part of are made of the samples that each attends to.
  const attended = op.role === "key-value" && op.split === "none" ? samplesParts(context) : 1;
  const work = matmulWork(
    fused,
    microBatch / parts / attended,
    tensorParallel,
    operatorPlacement(op, context.choice),
  );
  const share = (op.columns / fused.columns) * work.times;
  const cast = scaleWork(castWork(work.forward, direction, context, chip), share * parts);
  if (direction === "forward")
    return addWork(scaleWork(matmul(work.forward, context, chip), share * parts), cast);
  const products = work.backward.reduce((sum, shape) => addWork(sum, matmul(shape, context, chip)), FREE);
  const gradients = addWork(scaleWork(products, share * parts), cast);
  if (!op.weight || !gradientsOf(op).parameters) return gradients;
  // A product is cut along its rows, which its weight's gradient sums over: that is added up once.
  const parameters = work.forward.groups * work.forward.inner * work.forward.columns;
  const bytes = (parameters * ACCUMULATION_BYTES * OUTPUT_BYTES[arithmetic]) / 2;
  return addWork(gradients, scaleWork(memoryWork(bytes, 0, 1, chip), share));
}

/**
 * Operands of 8 bits are made of 16-bit tensors when training: the input forward, the gradient of the result backward,
 * each read and written in 8 bits as it is and transposed, as both of its products take it. Weights are cast once a step.
 * Source: NVIDIA Transformer Engine, fp8 primer (cast_transpose kernels).
 */
function castWork(
  { groups, rows, inner, columns }: MatmulShape,
  direction: Direction,
  { choice: { arithmetic }, graph }: PricingContext,
  chip: RooflineChip,
): WorkPrice {
  if (graph.phase !== "training" || INPUT_BYTES[arithmetic] >= OUTPUT_BYTES[arithmetic]) return FREE;
  const elements = groups * rows * (direction === "forward" ? inner : columns);
  return memoryWork(elements * (OUTPUT_BYTES[arithmetic] + 2 * INPUT_BYTES[arithmetic]), 0, 1, chip);
}

function matmul(shape: MatmulShape, { choice }: PricingContext, chip: RooflineChip): WorkPrice {
  const { seconds, memoryBytes } = rooflineMatmul(
    shape,
    choice.arithmetic,
    INPUT_BYTES[choice.arithmetic],
    chip,
  );
  // The matrix units multiply pruned weights too.
  const { sparse: _pruned, ...whole } = shape;
  const flops = shapeFlops(whole);
  return {
    ...FREE,
    matmulSeconds: seconds,
    kernels: 1,
    matmulJoules: flops * (chip.joulesPerFlop[choice.arithmetic] ?? 0),
    sramJoules: memoryBytes * chip.memoryJoulesPerByte,
    flops,
  };
}

function memoryKernel(
  { bytes, kernels }: KernelTraffic,
  elements: number,
  { choice }: PricingContext,
  chip: RooflineChip,
): WorkPrice {
  const moved = (elements * bytes * OUTPUT_BYTES[choice.arithmetic]) / 2;
  return memoryWork(moved, elements * VECTOR_FLOPS_PER_ELEMENT.value, kernels, chip);
}

function memoryWork(bytes: number, flops: number, kernels: number, chip: RooflineChip): WorkPrice {
  if (bytes === 0) return FREE;
  const { seconds } = rooflineVector(flops, bytes, chip, kernels);
  return {
    ...FREE,
    vectorSeconds: seconds,
    vectorJoules: flops * (chip.joulesPerFlop.fp32 ?? 0),
    sramJoules: bytes * chip.memoryJoulesPerByte,
    kernels,
  };
}
