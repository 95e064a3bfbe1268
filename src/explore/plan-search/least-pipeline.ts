import type { LayerPrices } from "./layer-prices.ts";

/** Micro-batches going through the chips of a replica (or its tensor-parallel groups). */
export interface PipelineRun {
  readonly chips: number;
  readonly layers: number;
  readonly microBatches: number;
  /** Chunks of each stage; 1: whole stages. */
  readonly interleave: number;
  /** The head stands on the first chip, as a stage of its own behind the last one. */
  readonly headApart: boolean;
  readonly prices: LayerPrices;
}

/** The busiest chip works on each micro-batch at least the mean, and as long as the longest stage of the best split. */
function busiestSeconds({ chips, prices, headApart }: PipelineRun): number {
  return Math.max(prices.wholeSeconds / chips, prices.longestStage(chips, headApart));
}

/**
 * G micro-batches in lockstep over S chips; chip k has w_k seconds of work for each, W in all. Its G · w_k begin when
 * the first micro-batch has come forward through the chips before it, and those work backward after it has ended:
 *
 *   T ≥ Σ_{j<k} w_j + G · w_k   for every k
 *
 * The smallest T that lets the w_k sum to W makes all of these equal: w_k = T/G · (1 − 1/G)^k, so that
 *
 *   T ≥ W / (1 − (1 − 1/G)^S),  and T ≥ G · max w_k
 *
 * With the head apart on the first chip, that chip's work need not come before the others'. Interleaved in v chunks
 * the layers are spread evenly, and what comes before and after the last chip's work takes 1/v.
 */
export function leastTraining(run: PipelineRun): number {
  const { chips, prices, microBatches, layers, interleave, headApart } = run;
  const { wholeSeconds, leastLayerSeconds, headSeconds } = prices;
  if (interleave > 1) {
    const last = Math.floor(layers / chips) * leastLayerSeconds + headSeconds;
    return (wholeSeconds - last) / interleave + microBatches * last;
  }
  const left = 1 - 1 / microBatches;
  const share = headApart ? 1 / microBatches + 1 - left ** (chips - 1) : 1 - left ** chips;
  return Math.max(microBatches * busiestSeconds(run), wholeSeconds / Math.min(1, share));
}

/**
 * Forward alone: before the G · w_k of a chip come those before it, after it those behind it: T ≥ W + (G − 1) · w_k.
 * With the head apart the first chip works at both ends.
 */
export function leastInference(run: PipelineRun): number {
  const { chips, prices, microBatches, headApart } = run;
  if (headApart) return microBatches * (prices.wholeSeconds / chips);
  return prices.wholeSeconds + (microBatches - 1) * busiestSeconds(run);
}
