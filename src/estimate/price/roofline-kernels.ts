import type { VectorFunction } from "../../workload/graph/operator-graph.ts";

/** What an elementwise or row-wise operator does to the memory of a roofline chip. */
export interface KernelTraffic {
  /** Bytes read and written per output element of a 2-byte format. */
  readonly bytes: number;
  /** Kernels of its own; 0: fused into a neighbour, which it only gives bytes to. */
  readonly kernels: number;
}

/** Both directions of training. */
export interface Traffic {
  readonly forward: KernelTraffic;
  readonly backward: KernelTraffic;
}

const traffic = (forward: readonly [number, number], backward: readonly [number, number]): Traffic => ({
  forward: { bytes: forward[0], kernels: forward[1] },
  backward: { bytes: backward[0], kernels: backward[1] },
});

/**
 * Kernels as Megatron-LM fuses them (fused_softmax, fused_layer_norm, fused_bias_gelu, bias_dropout_add), counted
 * tensor by tensor: 2 bytes for each element read or written, 1 for a dropout mask, 4 for the fp32 logits of the loss.
 * A bias joins the kernel that follows it; its gradient is a sum over rows. Status: derived.
 */
export const KERNEL_TRAFFIC: Readonly<Record<VectorFunction, Traffic>> = {
  add: traffic([4, 1], [6, 1]),
  multiply: traffic([6, 1], [10, 2]),
  bias: traffic([0, 0], [2, 1]),
  gelu: traffic([4, 1], [6, 1]),
  relu: traffic([4, 1], [6, 1]),
  swish: traffic([4, 1], [6, 1]),
  sigmoid: traffic([4, 1], [6, 1]),
  swiglu: traffic([6, 1], [10, 1]),
  geglu: traffic([6, 1], [10, 1]),
  tanh: traffic([4, 1], [6, 1]),
  softmax: traffic([4, 1], [6, 1]),
  layernorm: traffic([4, 1], [10, 2]),
  rmsnorm: traffic([4, 1], [10, 2]),
  batchnorm: traffic([6, 2], [10, 2]),
  groupnorm: traffic([6, 2], [10, 2]),
  rope: traffic([4, 1], [4, 1]),
  dropout: traffic([3, 0], [5, 1]),
  cast: traffic([6, 1], [6, 1]),
  // To fp32, maximum, subtract, exponential, sum, divide: Megatron's vocab_parallel_cross_entropy.
  "cross-entropy": traffic([34, 6], [14, 3]),
  "max-pool": traffic([4, 1], [6, 1]),
  "average-pool": traffic([2, 1], [4, 1]),
  rearrange: traffic([2, 2], [2, 2]),
  shift: traffic([2, 2], [2, 2]),
  "top-k": traffic([2, 1], [2, 1]),
};

/** Dropout of the attention's probabilities stands alone: read, write, and a mask. */
export const LONE_DROPOUT: Traffic = traffic([5, 1], [5, 1]);

/** A mask is applied inside the softmax kernel. */
export const FUSED: Traffic = traffic([0, 0], [0, 0]);

/** Rows of a table: copied out; their gradients added to a dense gradient that is cleared first. */
export const GATHER_TRAFFIC: Traffic = traffic([4, 1], [8, 2]);

/** A micro-batch's gradient of a weight, added to what the earlier ones left: two reads and a write of 2 bytes. */
export const ACCUMULATION_BYTES = 6;

/**
 * Bytes of an update per parameter of a chip, mixed precision: state read and written (fp32 master weight and
 * moments), gradient read twice (norm, then unscaling to fp32: + write and read of 4), weight written back in 2 bytes
 * from 4. Adam: 24 + 4 + 8 + 6 + clipping 8; LARS: momentum, weight and gradient read once more for their norms, 8.
 * Status: derived.
 */
export const UPDATE_BYTES = {
  adam: 50,
  adamw: 50,
  lamb: 66,
  "sgd-momentum": 42,
  lars: 50,
  adafactor: 42,
} as const;
