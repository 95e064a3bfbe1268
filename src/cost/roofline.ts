import type { RooflineChip } from "../arch/arch.ts";
import type { Arithmetic } from "./arithmetic.ts";
import type { MatmulShape } from "./matmul-plan.ts";

/** A kernel on a chip known by its peaks: seconds, and the memory traffic it is charged for. */
export interface RooflineCost {
  readonly seconds: number;
  readonly memoryBytes: number;
}

/**
 * A matmul on a roofline chip.
 *
 *   t = max(FLOPs / (peak · e), bytes / bandwidth) + launch,  e = efficiency · d / (d + halfSize)
 *
 * d is the smallest of rows, inner size and columns, the batch of groups spread over what rows leave free: small
 * matmuls fill neither the matrix units nor the chip. All operands go through memory once.
 */
export function rooflineMatmul(
  shape: MatmulShape,
  arithmetic: Arithmetic,
  elementBytes: number,
  chip: RooflineChip,
): RooflineCost {
  const { groups, rows, inner, columns } = shape;
  const peak = chip.peakFlopsPerSecond[arithmetic];
  if (peak === undefined) throw new Error(`${chip.id} has no ${arithmetic} arithmetic`);
  const smallest = Math.min(rows, inner, columns);
  const efficiency = (chip.matmulEfficiency * smallest) / (smallest + chip.matmulHalfSize);
  const flops = 2 * groups * rows * inner * columns;
  const memoryBytes = groups * (rows * inner + inner * columns + rows * columns) * elementBytes;
  const seconds = Math.max(flops / (peak * efficiency), memoryBytes / chip.memoryBytesPerSecond);
  return { seconds: seconds + chip.kernelLaunchSeconds, memoryBytes };
}

/** Elementwise work on a roofline chip: bound by memory or by vector FLOPs, and one launch. */
export function rooflineVector(flops: number, memoryBytes: number, chip: RooflineChip): RooflineCost {
  const seconds = Math.max(flops / chip.vectorFlopsPerSecond, memoryBytes / chip.memoryBytesPerSecond);
  return { seconds: seconds + chip.kernelLaunchSeconds, memoryBytes };
}
