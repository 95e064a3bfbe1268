/** Vector format: `half` handles four elements a cycle where a kernel can, `float` two. */
export type VectorFormat = "half" | "float";

/** One elementwise or row-wise kernel over the tiles: T = launch + 6 · overhead + c · n, for each of its supersteps. */
export interface VectorKernel {
  /** Tile cycles per element, over all supersteps. */
  readonly half: number;
  readonly float: number;
  /** Worker cycles outside the loop, per superstep. */
  readonly overhead: number;
  /** Compute sets in a row; each is followed by a sync and, for row-wise kernels, an exchange. */
  readonly supersteps: number;
  readonly status: "published" | "derived" | "assumed";
}

const published = (half: number, float: number, overhead: number): VectorKernel => ({
  half,
  float,
  overhead,
  supersteps: 1,
  status: "published",
});
const composed = (half: number, float: number, supersteps: number): VectorKernel => ({
  half,
  float,
  overhead: 28,
  supersteps,
  status: "assumed",
});

/**
 * Cycles per element of the vector kernels.
 *
 * Published: PopLibs popopsCycleEstimators.hpp 104-520 (main table), .cpp 63-85 and 1493-1660 (overheads), popnn
 * PerformanceEstimation.hpp 18-92 (fused non-linearities). Assumed: composites, added up from those (softmax = max,
 * subtract, exp, sum, scale; layernorm = two moments, rsqrt per row, normalise, scale and shift).
 */
export const VECTOR_KERNELS = {
  add: published(0.75, 1.5, 28),
  addInPlace: published(0.5, 1.5, 58),
  multiply: published(0.75, 1.5, 28),
  scale: published(0.5, 1, 20),
  relu: published(0.25, 0.5, 17),
  reluGradient: published(0.75, 1.5, 28),
  tanh: published(0.5, 5, 17),
  tanhGradient: published(0.75, 1.5, 28),
  gelu: published(1.25, 5, 17),
  geluGradient: published(1.25, 5, 28),
  swish: published(1.25, 5, 17),
  cast: published(0.5, 0.5, 17),
  copy: published(0.25, 0.5, 12),
  dropout: composed(0.875, 1.5, 1),
  dropoutGradient: composed(0.75, 1.5, 1),
  gated: composed(2, 6.5, 2),
  gatedGradient: composed(4, 9, 3),
  softmax: composed(3.25, 9, 5),
  softmaxGradient: composed(3, 6, 3),
  layernorm: composed(3.75, 7.5, 5),
  layernormGradient: composed(6, 12, 6),
  rmsnorm: composed(2.75, 5.5, 4),
  rmsnormGradient: composed(4.5, 9, 5),
  rope: composed(2.25, 4.5, 2),
  ropeGradient: composed(2.25, 4.5, 2),
  crossEntropy: composed(4, 12, 6),
  sumRows: published(0.375, 0.75, 32),
  adam: composed(14, 18, 5),
  lamb: composed(16, 20, 8),
  momentum: composed(2, 3, 2),
  adafactor: composed(12, 16, 7),
  gather: composed(1, 2, 2),
  scatterAdd: composed(3.5, 5, 2),
} as const satisfies Record<string, VectorKernel>;

export type VectorKernelName = keyof typeof VECTOR_KERNELS;

/** Supervisor cycles to launch one compute set. PopLibs (published). */
const LAUNCH_CYCLES = 11;
const WORKERS = 6;

/**
 * Tile cycles of a kernel over `elements` elements on the fullest tile.
 *
 *   T = supersteps · (11 + 6 · overhead) + c · elements
 */
export function vectorCycles(name: VectorKernelName, elements: number, format: VectorFormat): number {
  const kernel: VectorKernel = VECTOR_KERNELS[name];
  return kernel.supersteps * (LAUNCH_CYCLES + WORKERS * kernel.overhead) + kernel[format] * elements;
}
