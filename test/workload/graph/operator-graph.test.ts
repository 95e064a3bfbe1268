import { describe, expect, test } from "vitest";
import { blockParameters } from "../../../src/workload/graph/block-parameters.ts";
import { buildOperatorGraph } from "../../../src/workload/build-graph.ts";
import type { Block, OperatorGraph } from "../../../src/workload/graph/operator-graph.ts";
import { shipped, tinySpec } from "../specs.ts";

const ids = ({ operators }: Block): readonly string[] => operators.map(({ id }) => id);
const blockOf = (graph: OperatorGraph, id: string): Block => {
  const found = graph.blocks.find((block) => block.id === id);
  if (found === undefined) throw new Error(`no block ${id}`);
  return found;
};

describe("a tiny decoder, counted by hand", () => {
  const graph = buildOperatorGraph(tinySpec(), "training");

  test("layers of one shape are one block with a count", () =>
    expect(graph.blocks.map(({ id, kind, count }) => [id, kind, count])).toEqual([
      ["embedding", "embedding", 1],
      ["layer", "layer", 2],
      ["head", "head", 1],
    ]));

  test("parameters: tables 10·8 + 4·8, layers 12·8² + 13·8 each, last norm 2·8; the tied logits own none", () => {
    expect(blockParameters(blockOf(graph, "embedding"))).toBe(10 * 8 + 4 * 8);
    expect(blockParameters(blockOf(graph, "layer"))).toBe(12 * 8 ** 2 + 13 * 8);
    expect(blockParameters(blockOf(graph, "head"))).toBe(2 * 8);
    expect(graph.parameters).toBe(10 * 8 + 4 * 8 + 2 * (12 * 8 ** 2 + 13 * 8) + 2 * 8);
    expect(graph.tiedParameters).toBe(10 * 8);
  });

  test("a layer normalises before attention and before the feed-forward block", () =>
    expect(ids(blockOf(graph, "layer"))).toEqual([
      "attention-norm",
      "query",
      "query-bias",
      "key-value",
      "key-value-bias",
      "scores",
      "mask",
      "softmax",
      "values",
      "projection",
      "projection-bias",
      "attention-residual",
      "ffn-norm",
      "ffn-up",
      "ffn-up-bias",
      "activation",
      "ffn-down",
      "ffn-down-bias",
      "ffn-residual",
    ]));

  test("scores are one matmul a head, between activations", () =>
    expect(blockOf(graph, "layer").operators.find(({ id }) => id === "scores")).toEqual({
      kind: "matmul",
      id: "scores",
      role: "scores",
      groups: 2,
      rows: 4,
      inner: 4,
      columns: 4,
      weight: false,
      parameters: 0,
      split: "heads",
      core: true,
      causal: true,
      sublayer: "attention",
      reads: ["query-bias", "key-value-bias"],
      writes: "scores",
      keeps: ["query-bias", "key-value-bias"],
      inPlace: false,
    }));

  test("every block but the last hands 4 × 8 elements on", () =>
    expect(graph.blocks.map(({ outputElements }) => outputElements)).toEqual([4 * 8, 4 * 8, 0]));
});

test("untied logits own their table", () => {
  const graph = buildOperatorGraph(tinySpec({ tiedEmbeddings: false }), "training");
  expect(graph.tiedParameters).toBe(0);
  expect(graph.parameters).toBe(buildOperatorGraph(tinySpec(), "training").parameters + 10 * 8);
});

test("tensor parallelism divides heads and inner widths: column, heads, row; norms and residuals stay whole", () => {
  const layer = blockOf(buildOperatorGraph(tinySpec(), "training"), "layer");
  const split = (id: string): string | undefined => layer.operators.find((op) => op.id === id)?.split;
  expect(["query", "key-value", "ffn-up", "activation"].map(split)).toEqual(Array(4).fill("column"));
  expect(["scores", "softmax", "values"].map(split)).toEqual(Array(3).fill("heads"));
  expect(["projection", "ffn-down"].map(split)).toEqual(["row", "row"]);
  expect(["attention-norm", "projection-bias", "ffn-residual"].map(split)).toEqual(Array(3).fill("none"));
});

test("a single key/value head is computed by every chip", () => {
  const layer = blockOf(buildOperatorGraph(tinySpec({ kvHeads: 1 }), "training"), "layer");
  expect(layer.operators.find(({ id }) => id === "key-value")).toMatchObject({
    columns: 2 * 4,
    split: "none",
  });
});

test("BERT normalises after each block, drops out in training only, and predicts 77 of 512 positions", async () => {
  const spec = await shipped("bert-large");
  const training = buildOperatorGraph(spec, "training");
  const layer = ids(blockOf(training, "layer"));
  expect(layer.slice(0, 2)).toEqual(["query", "query-bias"]);
  expect(layer.slice(-3)).toEqual(["ffn-dropout", "ffn-residual", "ffn-norm"]);
  const head = blockOf(training, "pretraining-head").operators;
  expect(head.find(({ id }) => id === "logits")).toMatchObject({
    rows: 77,
    columns: 30_522,
    split: "column",
  });
  const prefill = buildOperatorGraph(spec, "prefill");
  expect(prefill.blocks.flatMap(ids).filter((id) => id.includes("dropout") || id.includes("loss"))).toEqual(
    [],
  );
  expect(prefill.blocks.map(({ id }) => id)).toEqual(["embedding", "layer", "pooler"]);
});

test("BERT's pre-training head is owned but not counted: transform, norm, vocabulary bias, two classes", async () => {
  const graph = buildOperatorGraph(await shipped("bert-large"), "training");
  const h = 1024;
  expect(graph.uncountedHeadParameters).toBe(h * h + h + 2 * h + 30_522 + 2 * h + 2);
  const owned = graph.blocks.reduce((sum, block) => sum + block.count * blockParameters(block), 0);
  expect(owned).toBe(335_141_888 + h * h + h + 2 * h + 30_522 + 2 * h + 2);
});

test("T5: one embedding for both stacks, encoder and decoder layers, both streams handed on", async () => {
  const graph = buildOperatorGraph(await shipped("t5-base"), "training");
  expect(graph.blocks.map(({ id, count }) => [id, count])).toEqual([
    ["embedding", 1],
    ["encoder-layer", 12],
    ["decoder-layer", 12],
    ["head", 1],
  ]);
  expect(graph.blocks[1]?.outputElements).toBe((512 + 114) * 768);
  expect(ids(blockOf(graph, "decoder-layer")).filter((id) => id.endsWith("-norm"))).toEqual([
    "attention-norm",
    "cross-attention-norm",
    "ffn-norm",
  ]);
});

test("ViT: patches are a matmul of 196 × 768 × 1024, and one class token joins them", async () => {
  const graph = buildOperatorGraph(await shipped("vit-l16"), "training");
  expect(graph.tokensPerSample).toBe(197);
  expect(blockOf(graph, "embedding").operators[0]).toMatchObject({
    rows: 196,
    inner: 3 * 16 ** 2,
    columns: 1024,
  });
});

test("parallel blocks share one norm in GPT-J and have one each in NeoX", async () => {
  const norms = async (id: string): Promise<readonly string[]> =>
    ids(blockOf(buildOperatorGraph(await shipped(id), "training"), "layer")).filter((op) =>
      op.endsWith("-norm"),
    );
  expect(await norms("gpt-j-6b")).toEqual(["attention-norm"]);
  expect(await norms("gpt-neox-20b")).toEqual(["attention-norm", "ffn-norm"]);
});

test("rope turns a quarter of GPT-J's queries and keys", async () => {
  const layer = blockOf(buildOperatorGraph(await shipped("gpt-j-6b"), "training"), "layer");
  expect(layer.operators.find(({ id }) => id === "rope")).toMatchObject({ elements: 2048 * 2 * 4096 * 0.25 });
});

describe("what backward keeps of one layer, in bytes at 2 an element", () => {
  test.each([
    { name: "GPT-3", s: 2048, h: 12_288, a: 96, bytes: 2_868_903_936 },
    { name: "MT-NLG", s: 2048, h: 20_480, a: 128, bytes: 4_110_417_920 },
    { name: "BERT-Large", s: 512, h: 1024, a: 16, bytes: 38_797_312 },
  ])("$name with dropout: 34sbh + 5as²b", ({ s, h, a, bytes }) => {
    const spec = tinySpec({ hidden: h, heads: a, ffn: 4 * h, sequenceLength: s, dropout: true });
    const { savedElements, savedAttentionElements } = blockOf(buildOperatorGraph(spec, "training"), "layer");
    expect(2 * savedElements).toBe(34 * s * h + 5 * a * s * s);
    expect(2 * savedElements).toBe(bytes);
    expect(2 * savedAttentionElements).toBe(5 * a * s * s);
  });

  test("a modern block without its scores: s(8h + 4nd + 4kd + 6f)", async () => {
    const { savedElements, savedAttentionElements } = blockOf(
      buildOperatorGraph(await shipped("llama2-70b"), "training"),
      "layer",
    );
    const [s, h, nd, kd, f] = [4096, 8192, 64 * 128, 8 * 128, 28_672];
    expect(2 * (savedElements - savedAttentionElements)).toBe(s * (8 * h + 4 * nd + 4 * kd + 6 * f));
    expect(savedAttentionElements).toBe(64 * s * s);
  });

  test("inference keeps nothing", async () => {
    const { blocks } = buildOperatorGraph(await shipped("gpt-3-175b-few-shot"), "prefill");
    expect(blocks.every(({ savedElements }) => savedElements === 0)).toBe(true);
  });
});
