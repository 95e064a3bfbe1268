import type { TrustedStatistics } from "./trusted-statistics.ts";

/** The least share of a group's trusted records that is predicted. */
export const LEAST_MODELLED = 0.8;
/** Largest median of the signed error, and 90th percentile of its size, relative to the limit of the median size. */
const MOST_BIAS = 0.5;
const MOST_P90 = 2.5;

/**
 * Largest median |error| by group of measurements, as agreed before the models were fitted: near what repeated
 * measurements differ by where the configuration is printed, wider where a batch or an arrival process is inferred.
 */
export const BASELINE_LIMITS: Readonly<Partial<Record<string, number>>> = {
  "trtllm-sweep-decode": 0.08,
  "ft-latency": 0.12,
  "trtllm-sweep-prefill": 0.15,
  "trtllm-prefill-latency": 0.15,
  "alcf-llm-inference-bench": 0.2,
  "rocm-vllm-mi300x": 0.2,
  "gaudi-optimum": 0.2,
  "trtllm-static-throughput": 0.2,
  "palm-inference-tpu": 0.2,
  "nim-serving": 0.25,
  "mlperf-inference-offline": 0.2,
  "mlperf-inference-server": 0.3,
  "trtllm-inflight-throughput": 0.3,
  "alcf-power": 0.2,
  "nemo-h100": 0.15,
  "nemo-dgxc": 0.15,
  "nemo-megatron-bridge": 0.15,
  "megatron-h100": 0.15,
  "mlperf-training-gpt3": 0.15,
  "mlperf-training-llama2-70b-lora": 0.15,
  "maxtext-tpu": 0.2,
  "tpu-recipes-training": 0.2,
  "bloom-training-a100": 0.15,
  "mosaic-mpt-fsdp": 0.15,
};

/** What of its limits a group misses; empty where it meets them. */
export function missedLimits(group: TrustedStatistics, limit: number): readonly string[] {
  const { count, modelled, medianAbsError, medianError, p90 } = group;
  if (medianAbsError === null || medianError === null || p90 === null) return ["nothing modelled"];
  return [
    ...(modelled < LEAST_MODELLED * count ? ["share modelled"] : []),
    ...(medianAbsError > limit ? ["median"] : []),
    ...(Math.abs(medianError) > MOST_BIAS * limit ? ["signed median"] : []),
    ...(p90 > MOST_P90 * limit ? ["90th percentile"] : []),
  ];
}
