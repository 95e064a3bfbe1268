import { describe, expect, test } from "vitest";
import { buildOperatorGraph, phasesOf } from "../../src/workload/build-graph.ts";
import { isFlopsConvention, recomputePublished } from "../../src/workload/flops/training-flops.ts";
import { forwardFlops } from "../../src/workload/graph/operator-flops.ts";
import { checkPublished, exactParameters } from "../../src/workload/graph/parameters.ts";
import { trainingRun } from "../../src/workload/flops/training-run.ts";
import { shipped, shippedWorkloads } from "./specs.ts";

/** Exact counts, computed independently from the published shapes. */
const EXACT: Readonly<Record<string, number>> = {
  "bert-base": 109482240,
  "bert-large": 335141888,
  "roberta-large": 355412057,
  "gpt2-s": 124439808,
  "gpt2-m": 354823168,
  "gpt2-l": 774030080,
  "gpt2-xl": 1557611200,
  "gpt-3-small": 125226240,
  "gpt-3-medium": 355871744,
  "gpt-3-large": 760300032,
  "gpt-3-xl": 1315723264,
  "gpt-3-2.7b": 2651553280,
  "gpt-3-6.7b": 6658404352,
  "gpt-3-13b": 12853386240,
  "gpt-3-175b": 174604259328,
  "gpt-j-6b": 6050882784,
  "gpt-neox-20b": 20554567680,
  "chinchilla-70b": 70065209344,
  "gopher-280b": 279716855808,
  "palm-8b": 8632012800,
  "palm-62b": 62495662080,
  "palm-540b": 540356474880,
  "mt-nlg-530b": 529600819200,
  "opt-175b": 174604468224,
  "bloom-176b": 176247271424,
  "llama-7b": 6738415616,
  "llama-13b": 13015864320,
  "llama-33b": 32528943616,
  "llama-65b": 65285660672,
  "llama2-7b": 6738415616,
  "llama2-13b": 13015864320,
  "llama2-34b": 33743970304,
  "llama2-70b": 68976648192,
  "llama31-8b": 8030261248,
  "llama31-70b": 70553706496,
  "llama31-405b": 405853388800,
  "vit-l16": 304326632,
  "conformer-m": 46196754,
  "resnet-50": 25557032,
  "resnext-101": 44177704,
  "efficientnet-b0": 5288548,
  "efficientnet-b4": 19341616,
  "efficientnet-b0-g16": 5913796,
  "efficientnet-b4-g16": 19325576,
  "swin-t": 28288354,
  "swin-b": 87768224,
  "swin-l": 196532476,
  "clip-vit-l14": 427616513,
  "beit-3": 1857295616,
  magma: 6199672432,
  "mamba-130m": 129135360,
  "mamba-2.8b": 2768345600,
  "stable-diffusion-v1": 1016745108,
  "stable-diffusion-v1-image": 1032071643,
  "whisper-tiny": 37760640,
  "whisper-base": 72593920,
  "whisper-small": 241734912,
  "whisper-medium": 763857920,
  "whisper-large-v2": 1543304960,
  "whisper-large-v3": 1543490560,
  "t5-small": 60506624,
  "t5-base": 222903552,
  "t5-large": 737668096,
  "t5-3b": 2851598336,
  "t5-11b": 11307321344,
  "mixtral-8x7b": 46702792704,
  "switch-c": 1571308972448,
  "switch-base": 7415217408,
  "glam-64b-64e": 1161756155904,
  "deepseek-v2": 235741434880,
  "deepseek-v3": 671026419200,
  "brain-scale": 501504397623296,
  "luminous-base": 12842900480,
  "luminous-base-sparse": 2776570880,
};
/** Models of whose published count no source was at hand. */
const UNPUBLISHED = new Set(["efficientnet-b0-g16", "efficientnet-b4-g16", "conformer-m"]);
/** Other tasks of a model above: the same count. */
const TASKS: Readonly<Record<string, string>> = {
  "luminous-base-bulk": "luminous-base",
  "luminous-base-busy": "luminous-base",
  "luminous-base-sparse-bulk": "luminous-base-sparse",
  "luminous-base-sparse-busy": "luminous-base-sparse",
  "bert-large-ph1": "bert-large",
  "bert-large-ph2": "bert-large",
  "gpt-j-6b-mnli": "gpt-j-6b",
  "gpt-j-6b-mnli-lora": "gpt-j-6b",
  "gpt-j-6b-mnli-answer": "gpt-j-6b",
  "gpt-3-175b-few-shot": "gpt-3-175b",
  "gpt-3-175b-megatron": "gpt-3-175b",
  "llama2-70b-answer": "llama2-70b",
  "deepseek-v3-chat": "deepseek-v3",
  "brain-scale-fp16": "brain-scale",
  "gpt-3-175b-mnli-lora": "gpt-3-175b",
  dreambooth: "stable-diffusion-v1",
  "dreambooth-prior": "stable-diffusion-v1-image",
  "magma-caption": "magma",
  "mamba-2.8b-answer": "mamba-2.8b",
  "resnet-50-inference": "resnet-50",
  "resnext-101-inference": "resnext-101",
  "efficientnet-b0-inference": "efficientnet-b0",
  "efficientnet-b4-inference": "efficientnet-b4",
  "swin-t-inference": "swin-t",
  "swin-b-inference": "swin-b",
  "swin-l-inference": "swin-l",
};

test("every file in workloads/ has a count here, and every count a file", () => {
  const ids = shippedWorkloads.list().map(({ id }) => id);
  expect(ids).toEqual([...Object.keys(EXACT), ...Object.keys(TASKS)].sort());
});

test("no shipped workload has an error, and each is named for its file", async () => {
  expect(await shippedWorkloads.check()).toEqual({ errors: [], warnings: [] });
  for (const { id, file } of shippedWorkloads.list()) expect(file).toBe(`workloads/${id}.workload.yaml`);
});

test("no two workloads answer to one name", () => {
  const names = shippedWorkloads.list().flatMap(({ id, aliases }) => [id, ...aliases]);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

describe.each(shippedWorkloads.list().map(({ id }) => id))("%s", (id) => {
  test("its operators own exactly as many parameters as the published shape", async () => {
    expect(exactParameters(await shipped(id))).toBe(EXACT[TASKS[id] ?? id]);
  });

  test("its count is as published, within the tolerance that the spec gives", async () => {
    const spec = await shipped(id);
    const phase = spec.task.kind === "inference" ? "prefill" : "training";
    const checks = checkPublished(spec, buildOperatorGraph(spec, phase));
    expect(checks.length > 0).toBe(!UNPUBLISHED.has(id));
    expect(checks.filter(({ holds }) => !holds).map(({ message }) => message)).toEqual([]);
  });

  test("its forward FLOPs are as published, to the digits that are printed", async () => {
    const spec = await shipped(id);
    if (spec.published?.forwardFlops === undefined) return;
    const flops = forwardFlops(buildOperatorGraph(spec, "training"));
    expect(Math.abs(flops / spec.published.forwardFlops - 1)).toBeLessThan(0.011);
  });

  test("its published FLOPs follow from the convention, parameters and tokens it names", async () => {
    const { published, ...spec } = await shipped(id);
    if (published?.flopsConvention === undefined) return;
    expect(isFlopsConvention(published.flopsConvention)).toBe(true);
    const recomputed = recomputePublished({ ...spec, published }) ?? Number.NaN;
    // Three printed digits; GPT-J's card rounds to two.
    const tolerance = id === "gpt-j-6b" ? 0.05 / 1.5 : 0.005;
    expect(Math.abs(recomputed / (published.trainingFlops ?? 0) - 1)).toBeLessThan(tolerance);
  });

  test("every number has a source and a status", async () => {
    const { provenance } = await shippedWorkloads.workload(id);
    expect(provenance.filter(({ source, status }) => !source || !status).map(({ path }) => path)).toEqual([]);
  });

  test("every phase of its task builds, with whole and positive sizes", async () => {
    const spec = await shipped(id);
    for (const phase of phasesOf(spec)) {
      const { blocks } = buildOperatorGraph(spec, phase);
      for (const op of blocks.flatMap(({ operators }) => operators)) {
        // What a phase holds and does not run.
        if (op.kind === "gather" && op.rows === 0) continue;
        const sizes =
          op.kind === "matmul"
            ? [op.groups, op.rows, op.inner, op.columns]
            : op.kind === "gather"
              ? [op.rows, op.width, op.tableRows]
              : op.kind === "convolution"
                ? [op.outputSize, op.kernel, op.stride, op.inChannels / op.groups, op.outChannels / op.groups]
                : op.kind === "scan"
                  ? [op.steps, op.channels, op.state]
                  : [op.elements];
        expect(
          sizes.every((size) => Number.isInteger(size) && size > 0),
          op.id,
        ).toBe(true);
      }
    }
  });

  test("a training task has a length", async () => {
    const spec = await shipped(id);
    if (spec.task.kind === "inference") return;
    expect(trainingRun(spec)?.steps).toBeGreaterThan(0);
  });
});

test("GPT-3's misprints would not pass: 24 heads of XL, d_model 5140 of 13B", async () => {
  const verdict = async (id: string, sizes: object): Promise<boolean | undefined> => {
    const spec = await shipped(id);
    const wrong = { ...spec, model: { ...spec.model, ...sizes } };
    return checkPublished(wrong, buildOperatorGraph(wrong, "training"))[0]?.holds;
  };
  expect(await verdict("gpt-3-xl", {})).toBe(true);
  expect(await verdict("gpt-3-xl", { heads: 24, headSize: 128 })).toBe(false);
  expect(await verdict("gpt-3-13b", {})).toBe(true);
  expect(await verdict("gpt-3-13b", { hidden: 5140, headSize: 128, ffn: 4 * 5140 })).toBe(false);
});

test("a length: BERT-Large 1 M steps of 256 × 512, MNLI 300 steps of 128 × 1024 and 2.16 epochs", async () => {
  expect(trainingRun(await shipped("bert-large"))).toMatchObject({
    tokens: 1e6 * 256 * 512,
    samples: 1e6 * 256,
    steps: 1e6,
  });
  const mnli = trainingRun(await shipped("gpt-j-6b-mnli"));
  expect(mnli).toMatchObject({ tokens: 300 * 128 * 1024, steps: 300 });
  expect(mnli?.epochs).toBeCloseTo((300 * 128) / 17_762, 12);
  expect(trainingRun(await shipped("gpt-3-175b-few-shot"))).toBeUndefined();
});

test("the few-shot task is inference alone: nothing of the pre-training task is left in it", async () => {
  const { task, published } = await shipped("gpt-3-175b-few-shot");
  expect(task).toEqual({
    kind: "inference",
    promptTokens: 2044,
    generatedTokens: 4,
    batch: 8,
    precision: "fp16",
  });
  expect(published?.trainingFlops).toBeUndefined();
});
