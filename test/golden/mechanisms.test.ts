import { expect, test } from "vitest";
import { openSpecs, runStudy, type PlanSpec, type SavedResult, type StudySpec } from "../../src/internal.ts";
import { differsFromRecorded } from "./recorded.ts";

/**
 * What the tool answers today to one question for each thing it does, to six significant digits. The systems are in
 * systems.test.ts; here a row is a mechanism, with the choices made that bring it about. Append to extend; a difference
 * is either a mistake or a better model, and `npm run golden` accepts it.
 */
interface Mechanism {
  readonly system: string;
  readonly workload: string;
  /** What is left out the search chooses: left out only where that takes it less than a second. */
  readonly plan?: PlanSpec;
  readonly set?: StudySpec["set"];
}

const MECHANISMS: Readonly<Record<string, Mechanism>> = {
  "kv-cache-in-sram": {
    system: "bow-pod16",
    workload: "luminous-base",
    plan: { kvCache: "sram", weights: "streaming", tensorParallel: 8, ioTiles: 256 },
  },
  "kv-cache-in-streaming-memory": {
    system: "bow-pod16",
    workload: "luminous-base",
    plan: { kvCache: "streaming", weights: "streaming", tensorParallel: 8, sequenceParallel: true },
  },
  "kv-cache-in-hbm": { system: "tpu-v4-chips16", workload: "gpt-j-6b-mnli-answer" },
  "latent-attention": { system: "h100-gpus64", workload: "deepseek-v3-chat", plan: { microBatch: 1 } },
  "pruned-weights": {
    system: "bow-pod16",
    workload: "luminous-base-sparse",
    plan: { weights: "sram", tensorParallel: 8, pipelineParallel: 2, kvCache: "streaming" },
  },
  "experts-fetched": {
    system: "bow-pod64",
    workload: "mixtral-8x7b",
    plan: { weights: "sram", expertWeights: "streaming" },
  },
  "experts-over-replicas": {
    system: "bow-pod16",
    workload: "switch-base",
    plan: {
      ...{ tensorParallel: 1, pipelineParallel: 4, expertParallel: 4, microBatch: 1, recompute: "attention" },
      ...{ optimizerState: "sharded", availableMemoryProportion: 0.1, layersPerStage: [4, 6, 6, 8] },
    },
    set: { "model.experts.count": 16 },
  },
  "experts-phased": {
    system: "bow-pod16",
    workload: "switch-base",
    plan: {
      ...{ weights: "streaming", tensorParallel: 1, pipelineParallel: 1, expertParallel: 4 },
      ...{ microBatch: 16, recompute: "layer", ioTiles: 128, availableMemoryProportion: 0.2 },
    },
  },
  "experts-on-gpus": { system: "a100-gpus", workload: "mixtral-8x7b" },
  convolutions: {
    system: "bow-pod16",
    workload: "resnet-50",
    plan: { tensorParallel: 1, pipelineParallel: 1, microBatch: 8, recompute: "none" },
  },
  "convolutions-answering": {
    system: "c600-cards",
    workload: "resnet-50-inference",
    plan: { microBatch: 32, pipelineParallel: 1, dataParallel: 1, availableMemoryProportion: 0.6 },
  },
  "grouped-convolutions": {
    system: "mk2-pod16",
    workload: "efficientnet-b0-g16",
    plan: {
      ...{ tensorParallel: 1, pipelineParallel: 1, microBatch: 16, recompute: "layer" },
      ...{ availableMemoryProportion: 0.6, optimizerState: "sharded" },
    },
  },
  "windows-of-attention": {
    system: "bow-pod16",
    workload: "swin-t",
    plan: { tensorParallel: 1, pipelineParallel: 1, microBatch: 8, recompute: "attention" },
  },
  "u-net": {
    system: "bow-pod16",
    workload: "small-unet",
    plan: {
      tensorParallel: 1,
      pipelineParallel: 4,
      microBatch: 1,
      recompute: "layer",
      optimizerState: "sram",
    },
  },
  "images-from-text": { system: "a100-gpus8", workload: "stable-diffusion-v1-image" },
  "towers-and-captions": {
    system: "bow-pod16",
    workload: "magma-caption",
    plan: {
      ...{ weights: "streaming", tensorParallel: 1, pipelineParallel: 1, microBatch: 1, kvCache: "sram" },
      ...{ availableMemoryProportion: 0.2, ioTiles: 0, dataParallel: 8, microBatches: 1 },
    },
  },
  "encoder-decoder": {
    system: "bow-pod16",
    workload: "t5-small",
    plan: { tensorParallel: 1, pipelineParallel: 1, microBatch: 4, recompute: "attention" },
  },
  "speech-convolutions": {
    system: "bow-pod4",
    workload: "conformer-m",
    plan: { pipelineParallel: 2, microBatch: 8, recompute: "layer", layersPerStage: [6, 12] },
  },
  "phased-execution": {
    system: "bow-pod16",
    workload: "gpt-3-large",
    plan: { weights: "streaming", tensorParallel: 4, ioTiles: 128, weightLoads: 2, recompute: "layer" },
  },
  "phased-over-link-domains": { system: "bow-pod256", workload: "gpt-3-175b" },
  "low-rank-pairs": { system: "bow-pod16", workload: "gpt-j-6b-mnli-lora" },
  "sequence-parallel-pipeline": {
    system: "bow-pod64",
    workload: "gpt2-l",
    plan: {
      ...{ tensorParallel: 4, pipelineParallel: 4, sequenceParallel: true, recompute: "attention" },
      ...{ optimizerState: "streaming", availableMemoryProportion: 0.2, layersPerStage: [6, 9, 11, 10] },
    },
  },
  "replicas-over-link-domains": {
    system: "bow-pod256",
    workload: "bert-large",
    plan: { tensorParallel: 1, pipelineParallel: 8, layersPerStage: [1, 3, 3, 3, 3, 4, 4, 3] },
  },
  "framework-with-fp8-stash": {
    system: "bow-pod16",
    workload: "bert-large",
    plan: {
      ...{ software: "framework", checkpointFormat: "fp8", headPlacement: "first", recompute: "attention" },
      ...{ tensorParallel: 1, pipelineParallel: 8, layersPerStage: [1, 2, 3, 3, 3, 4, 4, 4] },
      ...{ optimizerState: "sharded", availableMemoryProportion: 0.6 },
    },
  },
  "half-layers": {
    system: "bow-pod16",
    workload: "bert-large",
    plan: {
      ...{ layersPerStage: [4.5, 6.5, 6.5, 6.5], pipelineParallel: 4, tensorParallel: 1, microBatch: 1 },
      ...{ recompute: "layer", optimizerState: "sharded" },
    },
  },
  "interleaved-and-overlapped": {
    system: "a100-gpus64",
    workload: "gpt-3-2.7b",
    plan: {
      ...{ tensorParallel: 4, pipelineParallel: 4, microBatch: 1, interleave: 2 },
      ...{ overlapGradients: true, overlapTensorParallel: true, rankOrder: "tensor-pipeline-data" },
    },
  },
  "one-encoder-on-gpus": { system: "a100-gpus16", workload: "beit-3" },
  "too-little-sram": {
    system: "bow-pod4",
    workload: "bert-large",
    plan: { tensorParallel: 1, pipelineParallel: 2, dataParallel: 2, weights: "sram" },
  },
  "too-little-memory-for-io": {
    system: "bow-pod16",
    workload: "gpt-3-large",
    plan: { weights: "streaming", tensorParallel: 4, ioTiles: 64, weightLoads: 2 },
  },
};

const specs = openSpecs({ folders: ["arch-specs", "workloads", "test/golden/workloads"] });

async function answerTo(id: string, { system, workload, plan, set = {} }: Mechanism): Promise<unknown> {
  const spec: StudySpec = {
    ...{ kind: "study", id, name: id, question: "What does the tool answer today?" },
    ...{ systems: [system], workloads: [workload], plan: plan ?? "auto", plans: [], fidelity: "both", set },
    ...{ metrics: {}, constraints: [], expect: [], claims: [] },
  };
  const study = { spec, provenance: [], inputs: [] };
  const { results } = await runStudy({ specs, study, tool: { name: "dse", version: "golden" } });
  const [analytic, event] = results;
  if (analytic === undefined || event === undefined) throw new Error("each fidelity has a result");
  const { feasible, infeasible, breakdown, tiles } = analytic;
  return {
    ...{ feasible, infeasible, plan: analytic.plan, metrics: analytic.metrics, breakdown },
    tiles: tiles && { ...tiles, steps: tiles.steps.map(stepText) },
    event: { metrics: changedMetrics(analytic, event), timeSeconds: event.breakdown.timeSeconds },
  };
}

/** A line a step, so that the file reads as a program: block, direction, operator, bytes. */
type TileStep = NonNullable<SavedResult["tiles"]>["steps"][number];
const stepText = ({ block, direction, operator, bytes }: TileStep): string =>
  `${block} ${direction} ${operator}: ${Object.values(bytes)
    .map((one) => Number(one.toPrecision(6)))
    .join(" + ")}`;

/** What the simulation sees otherwise than the closed form. */
function changedMetrics(analytic: SavedResult, event: SavedResult): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(event.metrics).filter(([id, value]) => value !== analytic.metrics[id]),
  );
}

test.each(Object.entries(MECHANISMS))("%s: the answer is what is recorded", async (id, mechanism) => {
  const answer = await answerTo(id, mechanism);
  expect(differsFromRecorded(`mechanisms/${id}`, answer)).toBe("");
});
