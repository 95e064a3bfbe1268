import type { RooflineChip, Software } from "../../arch/arch.ts";
import { OUTPUT_BYTES, type Arithmetic } from "../arithmetic.ts";
import type { MatmulShape } from "../matmul/matmul-plan.ts";

/** A kernel on a chip known by its peaks: seconds, and the memory traffic it is charged for. */
export interface RooflineCost {
  readonly seconds: number;
  readonly memoryBytes: number;
}

/**
 * How a kernel meets the chip: in a `stream` of a long program, whose power leaves the matrix units a part of their
 * rate; or `alone`, on a cool chip, where what the call costs on the host comes on top.
 */
export type KernelSetting = "stream" | "alone";

/**
 * A matmul on a roofline chip, without its start.
 *
 *   t = (a^p + m^p)^(1/p),  a = FLOPs / (peak · e),  m = bytes / bandwidth,  e = efficiency · d / (d + halfSize) · sustained
 *
 * The efficiency of a large product may be less in some formats than in others. d is the smallest of rows, inner size and columns: small matmuls fill neither the matrix units nor the chip.
 * Memory and matrix units work beside each other but for the first and the last tiles: where both take equally long, a
 * product takes longer than either (p = 1.5).
 * `sustained` is the share of that rate which the power cap leaves in a long program, 1 for a kernel alone. All
 * operands go through memory once, the result in the format of sums that are done (16 bits of products in 8).
 */
export function rooflineMatmulWork(
  { groups, rows, inner, columns, sparse }: MatmulShape,
  arithmetic: Arithmetic,
  elementBytes: number,
  chip: RooflineChip,
  setting: KernelSetting = "stream",
): RooflineCost {
  const peak = chip.peakFlopsPerSecond[arithmetic];
  if (peak === undefined) throw new Error(`${chip.id} has no ${arithmetic} arithmetic`);
  const smallest = Math.min(rows, inner, columns);
  const sustained = setting === "stream" ? chip.sustainedFraction : 1;
  const large = chip.matmulEfficiency * (chip.formatEfficiency?.[arithmetic] ?? 1);
  const efficiency = ((large * smallest) / (smallest + chip.matmulHalfSize)) * sustained;
  const flops = 2 * groups * rows * inner * columns;
  const memoryBytes =
    groups *
    ((rows * inner + inner * columns * keptShare(sparse, elementBytes)) * elementBytes +
      rows * columns * OUTPUT_BYTES[arithmetic]);
  return {
    seconds: together(flops / (peak * efficiency), memoryBytes / chip.memoryBytesPerSecond),
    memoryBytes,
  };
}

/**
 * How well memory and arithmetic overlap within a product: 1 is one after the other, infinity the roofline's corner.
 * Status: calibrated on prefill of 128 tokens and decode at batch 64 and more (trtllm-sweep, A100: 1.4-1.6).
 */
const OVERLAP_EXPONENT = 1.5;

function together(arithmetic: number, memory: number): number {
  return (arithmetic ** OVERLAP_EXPONENT + memory ** OVERLAP_EXPONENT) ** (1 / OVERLAP_EXPONENT);
}

/**
 * Bytes of pruned weights over those of all: values and the places of blocks. They come out of memory so and are
 * expanded on the chip, whose matrix units multiply all (Flash-LLM, arXiv:2309.10285: load as sparse, compute as dense).
 */
function keptShare(sparse: MatmulShape["sparse"], elementBytes: number): number {
  if (sparse === undefined) return 1;
  const { density, block } = sparse;
  return density * (1 + PLACE_BYTES / (block ** 2 * elementBytes));
}

/** Place of a kept weight or block in its row. */
const PLACE_BYTES = 2;

/** A matmul in a stream of kernels: starts and drains once. */
export function rooflineMatmul(
  shape: MatmulShape,
  arithmetic: Arithmetic,
  elementBytes: number,
  chip: RooflineChip,
): RooflineCost {
  const { seconds, memoryBytes } = rooflineMatmulWork(shape, arithmetic, elementBytes, chip);
  return { seconds: seconds + chip.kernelRampSeconds, memoryBytes };
}

/** Elementwise or row-wise work in `kernels` kernels of a stream: bound by memory or by vector FLOPs. */
export function rooflineVector(
  flops: number,
  memoryBytes: number,
  chip: RooflineChip,
  kernels = 1,
): RooflineCost {
  const work = Math.max(flops / chip.vectorFlopsPerSecond, memoryBytes / chip.memoryBytesPerSecond);
  return { seconds: work + kernels * chip.kernelRampSeconds, memoryBytes };
}

/**
 * Seconds that a chip waits for its host, which issues `kernels` kernels one after the other and runs ahead of them:
 *
 *   t = max(0, kernels · launch − work)
 */
export function launchWaitSeconds(kernels: number, workSeconds: number, { launchSeconds }: Software): number {
  return Math.max(0, kernels * launchSeconds - workSeconds);
}
