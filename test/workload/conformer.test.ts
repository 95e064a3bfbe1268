import { expect, test } from "vitest";
import type { Operator } from "../../src/workload/graph/operator-graph.ts";
import { buildOperatorGraph } from "../../src/workload/build-graph.ts";
import { forwardFlops } from "../../src/workload/graph/operator-flops.ts";
import { shipped } from "./specs.ts";

const spec = await shipped("conformer-m");
const graph = buildOperatorGraph(spec, "training");
const operatorsOf = (block: string): readonly Operator[] =>
  graph.blocks.find(({ id }) => id === block)?.operators ?? [];

test("1,220 frames of 80 bins become 304 tokens; blocks are subsampling, layers, decoder layers and both heads", () => {
  expect(graph.tokensPerSample).toBe(Math.floor((Math.floor((1220 - 1) / 2) - 1) / 2));
  expect(graph.blocks.map(({ id, count }) => [id, count])).toEqual([
    ["subsampling", 1],
    ["layer", 12],
    ["decoder-layer", 6],
    ["head", 1],
  ]);
});

test("the second convolution puts out as many pixels as 304 tokens have frequencies: 19, a 76 x 76 image", () => {
  const second = operatorsOf("subsampling").find(({ id }) => id === "subsampling-2");
  expect(second).toMatchObject({ outputSize: 76, inChannels: 256, outChannels: 256 });
  expect(76 ** 2).toBe(304 * 19);
});

test("a layer multiplies twice a feed-forward, attention with positions, and two pointwise convolutions", () => {
  const matmuls = operatorsOf("layer").filter((op) => op.kind === "matmul");
  const products = matmuls.reduce(
    (sum, { groups, rows, inner, columns }) => sum + groups * rows * inner * columns,
    0,
  );
  const weights = 2 * 2 * 256 * 2048 + 4 * 256 ** 2 + 3 * 256 ** 2;
  const scores = 256 * (304 + 304 + (2 * 304 - 1));
  expect(products).toBe(304 * (weights + scores));
});

test("without decoder layers there is no target, and one head", () => {
  const encoder = buildOperatorGraph({ ...spec, model: { ...spec.model, decoderLayers: 0 } }, "training");
  expect(encoder.blocks.map(({ id }) => id)).toEqual(["subsampling", "layer", "head"]);
  expect(encoder.blocks.flatMap(({ operators }) => operators).some(({ id }) => /^logits/.test(id))).toBe(
    false,
  );
  expect(forwardFlops(encoder)).toBeLessThan(forwardFlops(graph));
});

test("every operator of a block has a name of its own", () => {
  for (const { operators } of graph.blocks) {
    const names = operators.map(({ id }) => id);
    expect(new Set(names).size).toBe(names.length);
  }
});
