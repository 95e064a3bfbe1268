import { expect, test } from "vitest";
import { buildOperatorGraph } from "../../src/workload/build-graph.ts";
import { blockParameters } from "../../src/workload/graph/block-parameters.ts";
import { forwardFlops, operatorFlops } from "../../src/workload/graph/operator-flops.ts";
import type { Block, Operator } from "../../src/workload/graph/operator-graph.ts";
import { shipped } from "./specs.ts";

async function blocksOf(id: string): Promise<readonly Block[]> {
  return buildOperatorGraph(await shipped(id), "training").blocks;
}

function named(operators: readonly Operator[], id: string): Operator {
  const found = operators.find((op) => op.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

test("ResNet-50's stem: 7 x 7 over 224 with stride 2 gives 112 pixels a side, the pool 56", async () => {
  const [stem] = await blocksOf("resnet-50");
  expect(stem?.outputElements).toBe(56 * 56 * 64);
  expect(operatorFlops(named(stem?.operators ?? [], "stem"))).toBe(2 * 112 * 112 * 7 * 7 * 3 * 64);
});

test("ResNet v1.5 has the stride in the 3 x 3 convolution: the 1 x 1 before it still sees the whole image", async () => {
  const blocks = await blocksOf("resnet-50");
  const first = blocks.find(({ id }) => id === "stage2-first")?.operators ?? [];
  expect(named(first, "reduce")).toMatchObject({ outputSize: 56, stride: 1 });
  expect(named(first, "spatial")).toMatchObject({ outputSize: 28, stride: 2 });
  expect(named(first, "shortcut")).toMatchObject({
    outputSize: 28,
    kernel: 1,
    inChannels: 256,
    outChannels: 512,
  });
});

test("groups divide multiply-accumulates and weights: ResNeXt's 3 x 3 has 1/32 of a full one", async () => {
  const blocks = await blocksOf("resnext-101");
  const spatial = named(blocks.find(({ id }) => id === "stage1")?.operators ?? [], "spatial");
  expect(spatial.parameters).toBe((3 * 3 * 128 * 128) / 32);
  expect(operatorFlops(spatial)).toBe((2 * 56 * 56 * 3 * 3 * 128 * 128) / 32);
});

test("a depthwise convolution has one filter a channel; groups of 16 have sixteen", async () => {
  const depthwise = named((await blocksOf("efficientnet-b0"))[1]?.operators ?? [], "spatial");
  const grouped = named((await blocksOf("efficientnet-b0-g16"))[1]?.operators ?? [], "spatial");
  expect(depthwise.parameters).toBe(3 * 3 * 32);
  expect(grouped.parameters).toBe(3 * 3 * 32 * 16);
});

test("squeeze and excitation is sized by what comes into the block: 24 / 4 channels, with biases", async () => {
  const blocks = await blocksOf("efficientnet-b0");
  const second = blocks.find(({ id }) => id === "stage2")?.operators ?? [];
  expect(named(second, "squeeze")).toMatchObject({ inChannels: 144, outChannels: 24 / 4 });
  expect(named(second, "squeeze-bias").parameters).toBe(24 / 4);
});

test("outside training a batch norm is folded: a bias stands for it, and the count stays", async () => {
  const spec = await shipped("resnet-50");
  const graph = buildOperatorGraph(spec, "prefill");
  const functions = graph.blocks.flatMap(({ operators }) =>
    operators.flatMap((op) => (op.kind === "vector" ? [op.function] : [])),
  );
  expect(functions).not.toContain("batchnorm");
  expect(graph.parameters).toBe(25_557_032);
});

test("statistics over two replicas are asked of batch norms in training alone", async () => {
  const spec = await shipped("resnet-50");
  const { convolutions } = spec.model;
  if (convolutions === undefined) throw new Error("no convolutions");
  const shared = { ...spec, model: { ...spec.model, convolutions: { ...convolutions, normSpan: 2 } } };
  const spans = (phase: "training" | "prefill"): unknown[] =>
    buildOperatorGraph(shared, phase).blocks.flatMap(({ operators }) =>
      operators.flatMap((op) => (op.kind === "vector" && op.statistics ? [op.statistics.span] : [])),
    );
  expect(new Set(spans("training"))).toEqual(new Set([2]));
  expect(spans("prefill")).toEqual([]);
});

test("Swin attends inside windows: 64 windows of 49 tokens a head in the first stage", async () => {
  const blocks = await blocksOf("swin-t");
  const scores = named(blocks.find(({ id }) => id === "stage1")?.operators ?? [], "scores");
  expect(scores).toMatchObject({ groups: 3 * 64, rows: 49, columns: 49, inner: 32 });
});

test("Swin's stages halve the sides and double the width; merging owns a norm and 4h x 2h", async () => {
  const blocks = await blocksOf("swin-t");
  const first = blocks.find(({ id }) => id === "stage2-first");
  const rest = blocks.find(({ id }) => id === "stage2");
  if (first === undefined || rest === undefined) throw new Error("no second stage");
  expect(first.outputElements).toBe(28 * 28 * 192);
  expect(blockParameters(first) - blockParameters(rest)).toBe(2 * 4 * 96 + 4 * 96 * 192);
});

test("a Swin whose stages do not add up to its layers is refused", async () => {
  const spec = await shipped("swin-t");
  const wrong = { ...spec, model: { ...spec.model, layers: 13 } };
  expect(() => buildOperatorGraph(wrong, "training")).toThrow("must add up");
});

test("FLOPs of a convolutional network grow with the square of the image", async () => {
  const spec = await shipped("resnet-50");
  const { image } = spec.model;
  if (image === undefined) throw new Error("no image");
  const large = { ...spec, model: { ...spec.model, image: { ...image, size: 448 } } };
  const classifier = 2 * 2048 * 1000;
  const convolved = (size: typeof spec): number =>
    forwardFlops(buildOperatorGraph(size, "training")) - classifier;
  expect(convolved(large) / convolved(spec)).toBeCloseTo(4, 12);
});
