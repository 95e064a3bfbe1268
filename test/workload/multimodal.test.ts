import { describe, expect, test } from "vitest";
import { blockParameters } from "../../src/workload/graph/block-parameters.ts";
import { buildOperatorGraph, phasesOf } from "../../src/workload/build-graph.ts";
import { blockHasBackward, gradientsOf } from "../../src/workload/graph/gradients.ts";
import { blockFlops, forwardFlops, modelFlopsPerSample } from "../../src/workload/graph/operator-flops.ts";
import type { OperatorGraph, Phase } from "../../src/workload/graph/operator-graph.ts";
import { trainingFlops } from "../../src/workload/flops/training-flops.ts";
import { decodePasses } from "../../src/workload/graph/decode-passes.ts";
import { shipped } from "./specs.ts";

async function graphOf(id: string, phase: Phase): Promise<OperatorGraph> {
  return buildOperatorGraph(await shipped(id), phase);
}

function ofTower(
  graph: OperatorGraph,
  name: string,
  of: (block: OperatorGraph["blocks"][number]) => number,
): number {
  return graph.blocks.filter(({ tower }) => tower === name).reduce((sum, block) => sum + of(block), 0);
}

const parametersOf = (graph: OperatorGraph, name: string): number =>
  ofTower(graph, name, (block) => block.count * blockParameters(block));
const flopsOf = (graph: OperatorGraph, name: string): number => ofTower(graph, name, blockFlops);

describe("CLIP ViT-L/14", () => {
  test("counts as published: 123,060,480 of the text tower, 303,179,776 of the image tower, two projections, one scale", async () => {
    const graph = await graphOf("clip-vit-l14", "training");
    expect(parametersOf(graph, "text")).toBe(123_060_480 + 768 * 768);
    expect(parametersOf(graph, "image")).toBe(303_179_776 + 1024 * 768);
    expect(graph.parameters).toBe(427_616_513);
  });

  test("compares every pair of a batch: 2·B·d FLOPs a sample", async () => {
    const { blocks } = await graphOf("clip-vit-l14", "training");
    const last = blocks.at(-1);
    expect(last?.id).toBe("comparison");
    expect(last && blockFlops(last)).toBe(2 * 32_768 * 768);
  });

  test("with one tower frozen (LiT), only the other has a backward pass: the frozen one is not above it", async () => {
    const spec = await shipped("clip-vit-l14");
    const task = { ...spec.task, trainable: { parts: ["text"] } } as typeof spec.task;
    const { blocks } = buildOperatorGraph({ ...spec, task }, "training");
    const backward = (name: string): boolean =>
      blocks.some((block) => block.tower === name && blockHasBackward(block));
    expect([backward("image"), backward("text")]).toEqual([false, true]);
  });
});

describe("BEiT-3", () => {
  const parts = { attention: 4 * 1408 ** 2 * 40, ffn: 2 * 1408 * 6144, words: 64_010 * 1408 };

  test("has the published parts: 317 M shared attention, 692 M for images, 692 M for text, 52 M for pairs, 90 M words", async () => {
    const graph = await graphOf("beit-3", "training");
    const matrices = (pattern: RegExp): number =>
      graph.blocks.reduce(
        (sum, { count, operators }) =>
          sum +
          count *
            operators.reduce(
              (inner, op) => inner + (op.kind !== "vector" && pattern.test(op.id) ? op.parameters : 0),
              0,
            ),
        0,
      );
    expect(matrices(/^(query|key-value|projection)$/)).toBe(parts.attention);
    expect(matrices(/^ffn.*-image$/)).toBe(40 * parts.ffn);
    expect(matrices(/^ffn.*-text$/)).toBe(40 * parts.ffn);
    expect(matrices(/^ffn.*-pair$/)).toBe(3 * parts.ffn);
    expect(matrices(/^tokens$/)).toBe(parts.words);
    expect(parts.attention + 83 * parts.ffn + parts.words).toBe(1_843_345_152);
  });

  test("trains at 6 × the 1009 M parameters that a token meets, attention and heads a few per cent above", async () => {
    const spec = await shipped("beit-3");
    const active = parts.attention + 40 * parts.ffn;
    const tokens = 706 * 2048e6;
    const ratio = trainingFlops(spec) / (6 * active * tokens);
    expect(active).toBe(1_009_254_400);
    expect(ratio).toBeGreaterThan(1);
    expect(ratio).toBeLessThan(1.06);
  });

  test("scores stay within a sequence: 257² + 96² + 353² of them a head, not 706²", async () => {
    const { blocks } = await graphOf("beit-3", "training");
    const scores = blocks[1]?.operators.filter(({ id }) => id === "softmax") ?? [];
    const elements = scores.reduce((sum, op) => sum + (op.kind === "vector" ? op.elements : 0), 0);
    expect(elements).toBe(16 * (257 ** 2 + 96 ** 2 + 353 ** 2));
  });
});

describe("MAGMA", () => {
  test("is GPT-J, RN50x16 without its attention pooling, a projection, and 28 adapters of a quarter of the width", async () => {
    const graph = await graphOf("magma", "training");
    const projection = 3072 * 4096 + 4096;
    // OpenAI's RN50x16 has 290,979,217: less its text tower, projection, scale and attention pooling.
    const pooling = 145 * 3072 + 3 * (3072 ** 2 + 3072) + 3072 * 768 + 768;
    const image = 290_979_217 - 123_060_480 - 768 * 768 - 1 - pooling;
    expect(parametersOf(graph, "image")).toBe(image + projection);
    expect(graph.addedParameters).toBe(28 * (2 * 4096 * 1024 + 1024 + 4096));
    expect(graph.parameters).toBe(6_050_882_784 + image + projection);
    expect(graph.trainableParameters).toBe(image + projection + graph.addedParameters);
  });

  test("reads 144 positions of the image and 1904 words; the language model costs 4N a token of its matrices", async () => {
    const graph = await graphOf("magma", "training");
    const words = graph.blocks.flatMap(({ operators }) => operators).find(({ id }) => id === "tokens");
    expect(words).toMatchObject({ rows: 2048 - 144 });
    const layer = graph.blocks.find(({ id }) => id === "language-layer");
    const frozen =
      layer?.operators.filter((op) => op.kind === "matmul" && op.weight && op.role !== "adapter") ?? [];
    expect(frozen.map((op) => gradientsOf(op))).toEqual(
      frozen.map(() => ({ inputs: true, parameters: false })),
    );
  });

  test("the image tower is idle while a token is generated, and stays where it is", async () => {
    const spec = await shipped("magma-caption");
    expect(phasesOf(spec)).toEqual(["prefill", "decode"]);
    const [prefill, decode] = phasesOf(spec).map((phase) => buildOperatorGraph(spec, phase));
    if (prefill === undefined || decode === undefined) throw new Error("two phases");
    expect(parametersOf(decode, "image")).toBe(parametersOf(prefill, "image"));
    expect(flopsOf(decode, "image")).toBe(0);
    expect(flopsOf(prefill, "image")).toBeGreaterThan(1e11);
  });
});

describe("Stable Diffusion", () => {
  test("counts as published: U-Net 859,520,964, text 123,060,480, image decoder 49,490,199", async () => {
    const graph = await graphOf("stable-diffusion-v1-image", "denoise");
    expect(parametersOf(graph, "unet")).toBe(859_520_964);
    expect(parametersOf(graph, "text")).toBe(123_060_480);
    expect(parametersOf(graph, "image-decoder")).toBe(49_490_199);
  });

  /**
   * 339 G are the convolutions and matrices alone, as profilers count them that miss products between activations
   * (Kim 2023, arXiv:2305.15798, recalled). What MLCommons' count has beyond is 26.86 G: within a thousandth one more
   * product of 4096² · 320 in each of the five layers over 64 x 64 pixels (26.84 G), which it does not explain.
   */
  test("an evaluation of the U-Net is 338.6 G multiply-accumulates with weights and 63.0 G of attention", async () => {
    const { blocks } = await graphOf("dreambooth", "training");
    const operators = blocks.filter(({ tower }) => tower === "unet").flatMap((one) => one.operators);
    const cores = operators.flatMap((op) =>
      op.kind === "matmul" && !op.weight ? [op.groups * op.rows * op.inner * op.columns] : [],
    );
    const attention = cores.reduce((sum, macs) => sum + macs, 0) / 1e9;
    const all = flopsOf(await graphOf("dreambooth", "training"), "unet") / 2e9;
    // at 64², 32², 16², 8² pixels: twice pixels² · channels of themselves, twice pixels · 77 · channels of the text
    const layers: readonly (readonly [count: number, pixels: number, channels: number])[] = [
      [5, 64 ** 2, 320],
      [5, 32 ** 2, 640],
      [5, 16 ** 2, 1280],
      [1, 8 ** 2, 1280],
    ];
    const expected = layers.reduce((sum, [count, n, c]) => sum + count * 2 * n * c * (n + 77), 0) / 1e9;
    expect(attention).toBeCloseTo(expected, 9);
    expect(attention).toBeCloseTo(63.0, 1);
    expect(all - attention).toBeCloseTo(338.6, 1);
    expect((428.495 - all) / ((5 * 4096 ** 2 * 320) / 1e9)).toBeCloseTo(1, 2);
  });

  test("the waiting outputs of the way down are all met on the way up: 12 of them, and none is left", async () => {
    const { blocks } = await graphOf("dreambooth", "training");
    const unet = blocks.filter(({ tower }) => tower === "unet");
    const last = unet.at(-2);
    expect(unet.filter(({ id }) => id.includes("-up"))).toHaveLength(12);
    // The last block hands on its own output, 320 channels of 64 x 64, and the text beside it.
    expect(last?.outputElements).toBe(320 * 64 ** 2 + 77 * 768);
  });

  test("an image is 50 steps of two evaluations, and reading and decoding once: 8.3e13 FLOPs, 8.8e13 by MLCommons' count", async () => {
    const [read, step] = [
      await graphOf("stable-diffusion-v1-image", "prefill"),
      await graphOf("stable-diffusion-v1-image", "denoise"),
    ];
    const one = await graphOf("dreambooth", "training");
    expect(decodePasses(step)).toBe(50 * 2);
    expect(forwardFlops(step)).toBe(flopsOf(one, "unet"));
    const image = decodePasses(step) * forwardFlops(step) + forwardFlops(read);
    expect(image / 1e13).toBeCloseTo(8.29, 2);
    expect(image / 8.828e13).toBeGreaterThan(0.93);
  });

  test("DreamBooth trains the U-Net alone: 3 × its forward, 1 × of the encoders, 1000 times 2 images", async () => {
    const graph = await graphOf("dreambooth", "training");
    expect(graph.trainableParameters).toBe(859_520_964);
    const encoders = flopsOf(graph, "text") + flopsOf(graph, "image-encoder");
    // The embedded step, which the first matrix reads, has no gradient.
    expect(modelFlopsPerSample(graph)).toBe(3 * flopsOf(graph, "unet") - 2 * 320 * 1280 + encoders);
    const run = trainingFlops(await shipped("dreambooth"));
    expect(run / (2000 * modelFlopsPerSample(graph))).toBeCloseTo(1, 12);
    // Published counts of the U-Net's part: 5.1e15 of training, 8.6e16 of a thousand prior images.
    expect((3 * 2000 * flopsOf(graph, "unet")) / 1e15).toBeCloseTo(4.82, 2);
    expect((1000 * 50 * 2 * flopsOf(graph, "unet")) / 1e16).toBeCloseTo(8.03, 2);
  });
});
