import { expect, test } from "vitest";
import type { VisibleFields } from "../../../src/validate/measurement.ts";
import { predictRecord } from "../../../src/validate/predict/predict-record.ts";
import { shippedContext } from "../shipped-measurements.ts";

/**
 * What papers print of large training runs, each with the layout that they print; where they print none, the run is
 * taken to have been laid out well.
 */
const LLAMA_65B = {
  ...{ model: "LLaMA-65B", chip: "A100-SXM-80GB", devices: 2048 },
  ...{ sequenceLength: 2048, globalBatchTokens: 4e6 },
};
const LLAMA_2_70B = {
  ...{ model: "Llama-2-70B", chip: "A100-SXM-80GB", devices: 2048 },
  ...{ sequenceLength: 4096, globalBatchTokens: 4e6, trainingTokens: 2e12 },
};
const OPT_175B = {
  ...{ model: "OPT-175B", chip: "A100-SXM-80GB", devices: 992, tensorParallel: 8, framework: "metaseq" },
  ...{ precision: "fp16", zero: "FSDP", microBatch: 8, recompute: "full" },
  ...{ sequenceLength: 2048, globalBatchTokens: 2e6 },
};
const LLAMA_31_405B = {
  ...{ model: "Llama-3.1-405B", chip: "H100-SXM", tensorParallel: 8, pipelineParallel: 16 },
  ...{ sequenceLength: 8192, globalBatchTokens: 16e6, zero: "FSDP, no reshard", framework: "Meta in-house" },
};
const PALM_540B = {
  ...{ model: "PaLM-540B", chip: "TPU-v4", devices: 6144, tensorParallel: 12, framework: "JAX" },
  modelConfig: {
    ...{ layers: 118, hidden: 18_432, heads: 48, kvHeads: 1, headDim: 256, ffn: 73_728 },
    ...{ vocab: 256_000, parallelBlock: true, gatedFfn: true },
  },
  ...{ globalBatch: 2048, sequenceLength: 2048, zero: "FSDP", recompute: "partial" },
};
/** Hours that chips were used, in the seconds that are predicted. */
const hours = (count: number): number => 3600 * count;

test.each<[name: string, fields: object, metric: string, published: number, within: number]>([
  // Touvron 2023, LLaMA, section 2.4: "around 380 tokens/sec/GPU on 2048 A100 GPU with 80GB of RAM".
  ["LLaMA-65B, 2,048 A100", LLAMA_65B, "tokens_per_s_per_gpu", 380, 0.1],
  // Touvron 2023, Llama 2, table 2: 1,720,320 GPU hours of A100-80GB; 2 T tokens, a batch of 4 M.
  ["Llama 2 70B, 2 T tokens", LLAMA_2_70B, "device_hours", hours(1_720_320), 0.1],
  // Zhang 2022, OPT, section 2.4: "up to 147 TFLOP/s per GPU" on 992 A100 80GB, FSDP with tensor parallelism.
  ["OPT-175B, 992 A100", OPT_175B, "achieved_tflops_per_gpu", 147e12, 0.15],
  // Llama Team 2024, The Llama 3 Herd, table 4: 43 % on 8,192 H100 and 41 % on 16,384 at sequences of 8,192.
  ["Llama 3.1 405B, 8,192 H100", { ...LLAMA_31_405B, devices: 8192 }, "mfu", 0.43, 0.15],
  ["Llama 3.1 405B, 16,384 H100", { ...LLAMA_31_405B, devices: 16_384 }, "mfu", 0.41, 0.15],
  // Chowdhery 2022, PaLM, table 3: model FLOPs utilization of 46.2 % on 6,144 TPU v4.
  ["PaLM 540B, 6,144 TPU v4", PALM_540B, "mfu", 0.462, 0.1],
])("%s", async (_name, fields, metric, published, within) => {
  const record = { group: "g", task: "training", unit: "1", precision: "bf16", ...fields, metric };
  const prediction = await predictRecord(record as VisibleFields, await shippedContext());
  const predicted = "predicted" in prediction ? prediction.predicted : NaN;
  expect(Math.abs(predicted / published - 1)).toBeLessThanOrEqual(within);
});
