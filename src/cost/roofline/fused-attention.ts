import type { RooflineChip, Software } from "../../arch/arch.ts";
import type { RooflineCost } from "./roofline.ts";

/** One of the two products of softmax(Q·Kᵀ)·V on one chip: Q·Kᵀ with `width` that of keys, or P·V with that of values. */
export interface AttentionProduct {
  /** Heads at work, of all samples. */
  readonly heads: number;
  /** Neighbouring heads that read the same keys or values. */
  readonly sharedBy: number;
  /** Query positions. */
  readonly rows: number;
  /** Positions attended to. */
  readonly context: number;
  readonly width: number;
  readonly causal: boolean;
}

/** How it runs: what is multiplied at which peak, and what an element takes in memory. */
export interface AttentionUse {
  readonly peakFlopsPerSecond: number;
  /** Of queries and results. */
  readonly elementBytes: number;
  /** Of kept keys and values. */
  readonly keptBytes: number;
  /** At which every query head reads keys and values for itself; Infinity where those that share them read them once. */
  readonly readsBytesPerSecond: number;
  /** Products of this size: 1 forward; backward 2 gradients, and the scores once more. */
  readonly products: number;
}

/** Positions of a block of queries in a fused kernel: it takes in the keys and values once for each such block. */
const QUERY_BLOCK = 128;

/**
 * A product of a fused attention core (FlashAttention): scores stay on the chip, so that memory sees queries or results
 * and, once for the heads that share them, keys or values.
 *
 *   t = max(FLOPs / (peak · e), bytes / bandwidth, bytes of one head / head rate, heads · bytes of one / read rate)
 *
 * e is a large product's share of the peak, times that of attention, times d / (d + halfSize): d is the smaller of
 * width and of the rows that a block has of the heads which share its keys. A causal mask leaves of rows × context
 * products those at or below the diagonal. The head rate is that of kernels which give a head to one core
 * (TensorRT-LLM's masked attention before it was split along the context).
 * The read rate is that of kernels of decode that do not put heads together which share keys: the chip's cache holds
 * what a neighbour read, and gives it no faster.
 * Source: Dao 2022, arXiv:2205.14135; Dao 2023, arXiv:2307.08691.
 */
export function fusedAttention(
  { heads, sharedBy, rows, context, width, causal }: AttentionProduct,
  { peakFlopsPerSecond, elementBytes, keptBytes, readsBytesPerSecond, products }: AttentionUse,
  chip: RooflineChip,
  { attentionEfficiency, headBytesPerSecond }: Software,
): RooflineCost {
  const share = causal ? visibleShare(rows, context) : 1;
  const flops = products * 2 * heads * rows * context * share * width;
  const smallest = Math.min(width, Math.min(rows, QUERY_BLOCK) * sharedBy);
  const full = chip.matmulEfficiency * attentionEfficiency * chip.sustainedFraction;
  const efficiency = (full * smallest) / (smallest + chip.matmulHalfSize);
  const headBytes = context * width * keptBytes;
  const kept = Math.ceil(heads / sharedBy) * headBytes;
  const memoryBytes = products * (heads * rows * width * elementBytes + kept);
  const seconds = Math.max(
    flops / (peakFlopsPerSecond * efficiency),
    memoryBytes / chip.memoryBytesPerSecond,
    headBytes / headBytesPerSecond,
    (products * heads * headBytes) / readsBytesPerSecond,
  );
  return { seconds, memoryBytes };
}

/** Of rows × context pairs, those in which the row is not before the position: rows are the last ones of the context. */
export function visibleShare(rows: number, context: number): number {
  return context <= rows ? 1 - (context - 1) / (2 * rows) : 1 - (rows - 1) / (2 * context);
}
