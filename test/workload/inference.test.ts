import { describe, expect, test } from "vitest";
import { buildOperatorGraph, phasesOf } from "../../src/workload/build-graph.ts";
import { decodeFlopsPerToken, prefillFlops } from "./inference-laws.ts";
import { kvCacheBytesPerToken } from "./kv-laws.ts";
import { forwardFlops } from "../../src/workload/graph/operator-flops.ts";
import { petaflopDays } from "../../src/workload/flops/petaflop-days.ts";
import { trainingFlops } from "../../src/workload/flops/training-flops.ts";
import { printed } from "./printed.ts";
import { shipped, tinySpec } from "./specs.ts";

describe("keys and values of one token in fp16", () => {
  test.each([
    ["gpt-3-175b", 4_718_592],
    ["gpt-j-6b", 458_752],
    ["gpt-neox-20b", 1_081_344],
    ["opt-175b", 4_718_592],
    ["bloom-176b", 4_014_080],
    ["chinchilla-70b", 2_621_440],
    ["gopher-280b", 5_242_880],
    ["palm-540b", 120_832],
    ["llama-7b", 524_288],
    ["llama-65b", 2_621_440],
    ["llama2-70b", 327_680],
    ["llama31-8b", 131_072],
    ["llama31-405b", 516_096],
  ])("%s keeps %d bytes", async (id, bytes) => {
    expect(kvCacheBytesPerToken(await shipped(id), 2)).toBe(bytes);
  });

  test("latent attention keeps 512 + 64 elements a layer: 70,272 bytes in DeepSeek-V3, 69,120 in V2", async () => {
    expect(kvCacheBytesPerToken(await shipped("deepseek-v3"), 2)).toBe(2 * 61 * 576);
    expect(kvCacheBytesPerToken(await shipped("deepseek-v2"), 2)).toBe(69_120);
  });

  test("shared heads shrink it: Mixtral 131,072, DeepSeek-V3 with plain heads 3,997,696", async () => {
    expect(kvCacheBytesPerToken(await shipped("mixtral-8x7b"), 2)).toBe(131_072);
    const plain = tinySpec({ layers: 61, hidden: 7168, heads: 128, headSize: 128 });
    expect(kvCacheBytesPerToken(plain, 2)).toBe(3_997_696);
  });

  test("an encoder keeps none", async () =>
    expect(kvCacheBytesPerToken(await shipped("bert-large"), 2)).toBe(0));

  test("the built layers keep the same", async () => {
    for (const id of ["gpt-3-175b", "llama2-70b", "t5-base"]) {
      const spec = await shipped(id);
      const blocks = buildOperatorGraph(spec, "decode").blocks;
      const elements = blocks.reduce((sum, block) => sum + block.count * block.kvElementsPerToken, 0);
      expect(2 * elements).toBe(kvCacheBytesPerToken(spec, 2));
    }
  });
});

describe("few-shot GPT-3", () => {
  test("2048 tokens of prompt are 7.25e14 FLOPs and 9.66 GB of keys and values", async () => {
    const spec = await shipped("gpt-3-175b-few-shot");
    expect(printed(prefillFlops(spec, 2048), 3)).toBe(7.25e14);
    expect(printed(2048 * kvCacheBytesPerToken(spec, 2), 3)).toBe(9.66e9);
  });

  test("a token decoded after them costs 3.59e11 FLOP, of which the weights are 2N", async () => {
    const spec = await shipped("gpt-3-175b-few-shot");
    expect(printed(decodeFlopsPerToken(spec, 2048), 3)).toBe(3.59e11);
    expect(decodeFlopsPerToken(spec, 0)).toBe(2 * 174_604_259_328);
  });

  test("decode builds the mean token: 4 generated after 2044 attend to 2047 positions, rounded up", async () => {
    const spec = await shipped("gpt-3-175b-few-shot");
    expect(phasesOf(spec)).toEqual(["prefill", "decode"]);
    const graph = buildOperatorGraph(spec, "decode");
    expect(graph).toMatchObject({ tokensPerSample: 1, contextTokens: 2044 + Math.ceil((4 + 1) / 2) });
  });
});

test("decode costs what the layers' matrices and the logits cost, and 4·L·nd·s for the context", async () => {
  const spec = await shipped("gpt-3-175b");
  const graph = buildOperatorGraph(spec, "decode", { contextTokens: 2048 });
  const [L, h, V] = [96, 12_288, 50_257];
  expect(forwardFlops(graph)).toBe(2 * (12 * L * h * h + h * V) + 4 * L * h * 2048);
});

test("prefill computes the logits of the last token alone", async () => {
  const graph = buildOperatorGraph(await shipped("gpt-3-175b"), "prefill", { sequenceLength: 2048 });
  const logits = graph.blocks.flatMap(({ operators }) => operators).find(({ id }) => id === "logits");
  expect(logits).toMatchObject({ rows: 1, columns: 50_257, parameters: 0 });
});

test("GPT-J on MNLI: 1.48e18 FLOPs at length 1024, 0.0172 PF/s-days", async () => {
  const flops = trainingFlops(await shipped("gpt-j-6b-mnli"), "palm");
  expect(printed(flops, 3)).toBe(1.48e18);
  expect(petaflopDays(flops).toFixed(4)).toBe("0.0172");
});

test("T5 decodes with its decoder alone; cross attention reads the prompt and projects nothing anew", async () => {
  const base = await shipped("t5-base");
  const spec = {
    ...base,
    task: { kind: "inference", promptTokens: 512, generatedTokens: 32, batch: 1, precision: "fp16" },
  } as const;
  const graph = buildOperatorGraph(spec, "decode", { contextTokens: 512 + 20 });
  expect(graph.blocks.map(({ id }) => id)).toEqual(["embedding", "encoder-layer", "decoder-layer", "head"]);
  // The encoder stays where its weights are, and computes nothing.
  expect(forwardFlops({ blocks: graph.blocks.slice(1, 2) })).toBe(0);
  const layer = graph.blocks[2]?.operators ?? [];
  expect(layer.find(({ id }) => id === "scores")).toMatchObject({ columns: 20 });
  expect(layer.find(({ id }) => id === "cross-scores")).toMatchObject({ columns: 512 });
  // What projected the prompt's keys and values is held in its layer, and rests.
  expect(layer.find(({ id }) => id === "cross-key-value")).toMatchObject({ kind: "gather", rows: 0 });
});

test("an encoder and a vision transformer answer in one pass and refuse to decode", async () => {
  for (const id of ["bert-large", "vit-l16"]) {
    const base = await shipped(id);
    const spec = {
      ...base,
      task: { kind: "inference", promptTokens: 128, generatedTokens: 1, batch: 1, precision: "fp16" },
    } as const;
    expect(phasesOf(spec)).toEqual(["prefill"]);
    expect(() => buildOperatorGraph(spec, "decode")).toThrow("no decode phase");
  }
});
