import type { RooflineChip, Software } from "../../arch/arch.ts";
import { INPUT_BYTES, OUTPUT_BYTES, type Arithmetic } from "../../cost/arithmetic.ts";
import { fusedAttention } from "../../cost/roofline/fused-attention.ts";
import { gradientsOf } from "../../workload/graph/gradients.ts";
import type { MatmulOperator } from "../../workload/graph/operator-graph.ts";
import { samplesParts } from "./attending-samples.ts";
import type { PricingContext } from "./pricing-context.ts";
import { FREE, type WorkPrice } from "./work-price.ts";

/** Attention is multiplied in 16 bits where the products around it take fewer. */
const CORE_ARITHMETIC: Readonly<Partial<Record<Arithmetic, Arithmetic>>> = { fp8_16: "fp16_32" };

/** Products of a kernel by what it makes: forward one; backward two gradients, beside the scores once more. */
const BACKWARD_PRODUCTS = { scores: 3, values: 2 } as const;

/** Prompts go through kernels of blocks, which hold a head's keys once; and so does decode where its kernels do. */
function readRate({ rows, sharedBy = 1 }: MatmulOperator, { headReads }: Software): number {
  if (headReads === undefined || rows > 1 || sharedBy === headReads.shared) return Infinity;
  return headReads.bytesPerSecond;
}

/**
 * One product of an attention core that is fused: the kernel counts with the scores, and the softmax between the two
 * products is part of it. FLOPs are those of the products, without what a causal mask saves and backward repeats.
 */
export function priceFusedProduct(
  op: MatmulOperator,
  direction: "forward" | "backward",
  context: PricingContext,
  chip: RooflineChip,
  software: Software,
): WorkPrice {
  const side = op.role === "scores" ? "scores" : "values";
  const backward = direction === "backward";
  if (backward && !gradientsOf(op).inputs) return FREE;
  const { microBatch, tensorParallel, arithmetic } = context.choice;
  const own = Math.ceil(op.groups / tensorParallel);
  const [width, positions] = side === "scores" ? [op.inner, op.columns] : [op.columns, op.inner];
  const product = {
    heads: own * microBatch,
    sharedBy: Math.min(op.sharedBy ?? 1, own * samplesParts(context)),
    rows: op.rows,
    context: positions,
    width,
    causal: op.causal === true,
  };
  const multiplied = CORE_ARITHMETIC[arithmetic] ?? arithmetic;
  const use = {
    peakFlopsPerSecond: chip.peakFlopsPerSecond[multiplied] ?? chip.peakFlopsPerSecond[arithmetic] ?? NaN,
    elementBytes: OUTPUT_BYTES[arithmetic],
    keptBytes: INPUT_BYTES[arithmetic],
    readsBytesPerSecond: readRate(op, software),
    products: backward ? BACKWARD_PRODUCTS[side] : 1,
  };
  const { seconds, memoryBytes } = fusedAttention(product, use, chip, software);
  const flops = 2 * own * microBatch * op.rows * positions * width * (backward ? 2 : 1);
  const kernels = side === "scores" ? 1 : 0;
  return {
    ...FREE,
    matmulSeconds: seconds + kernels * chip.kernelRampSeconds,
    kernels,
    matmulJoules: flops * (chip.joulesPerFlop[multiplied] ?? 0),
    sramJoules: memoryBytes * chip.memoryJoulesPerByte,
    flops,
  };
}
