import { describe, expect, test } from "vitest";
import { dataFlow } from "../../../src/workload/graph/data-flow.ts";
import type { Block, Operator } from "../../../src/workload/graph/operator-graph.ts";
import { buildOperatorGraph } from "../../../src/workload/build-graph.ts";
import { shipped } from "../specs.ts";

async function layer(workload: string, id?: string): Promise<Block> {
  const { blocks } = buildOperatorGraph(await shipped(workload), "training");
  const found = blocks.find((block) => (id === undefined ? block.kind === "layer" : block.id === id));
  if (found === undefined) throw new Error(`${workload} has no layer`);
  return found;
}

/** What an operator reads, by the names of the operators that made it. */
function reads({ operators }: Block, id: string): readonly string[] {
  const at = operators.findIndex((op) => op.id === id);
  return named(operators, dataFlow(operators)[at]?.reads ?? []);
}

function keeps({ operators }: Block, id: string): readonly string[] {
  const at = operators.findIndex((op) => op.id === id);
  return named(operators, dataFlow(operators)[at]?.keeps ?? []);
}

const named = (operators: readonly Operator[], tensors: readonly number[]): readonly string[] =>
  tensors.map((tensor) => (tensor === 0 ? "input" : (operators[tensor - 1]?.id ?? "none")));

describe("an operator reads the result of the one before, but", () => {
  test("keys and values read what the queries read, scores both, values the softmax and the values", async () => {
    const bert = await layer("bert-large");
    expect(reads(bert, "query")).toEqual(["input"]);
    expect(reads(bert, "key-value")).toEqual(["input"]);
    expect(reads(bert, "scores")).toEqual(["query-bias", "key-value-bias"]);
    expect(reads(bert, "values")).toEqual(["softmax-dropout", "key-value-bias"]);
  });

  test("a sublayer is added to what went into it: after the norm before it, or before its own", async () => {
    expect(reads(await layer("bert-large"), "attention-residual")).toEqual(["attention-dropout", "input"]);
    expect(reads(await layer("bert-large"), "ffn-residual")).toEqual(["ffn-dropout", "attention-norm"]);
    expect(reads(await layer("gpt-3-175b"), "attention-residual").at(-1)).toBe("input");
    expect(reads(await layer("gpt-3-175b"), "ffn-residual").at(-1)).toBe("attention-residual");
  });

  test("a gate reads what its partner read, and both meet in the activation", async () => {
    const llama = await layer("llama2-7b");
    expect(reads(llama, "ffn-up")).toEqual(reads(llama, "ffn-gate"));
    expect(reads(llama, "activation")).toEqual(["ffn-gate", "ffn-up"]);
  });

  test("cross attention takes keys and values from outside", async () => {
    expect(reads(await layer("t5-11b", "decoder-layer"), "cross-key-value")).toEqual(["input"]);
  });

  test("a convolutional block ends where its main path and its shortcut meet", async () => {
    expect(reads(await layer("resnet-50", "stage1-first"), "residual")).toEqual([
      "shortcut-norm",
      "expand-norm",
    ]);
    expect(reads(await layer("resnet-50", "stage1"), "residual")).toEqual(["expand-norm", "input"]);
    expect(reads(await layer("efficientnet-b0", "stage2"), "excite-scale")).toEqual([
      "spatial-swish",
      "excite-sigmoid",
    ]);
  });
});

test("backward needs the inputs of products and norms, the results of softmax and relu, and no dropout masks", async () => {
  const bert = await layer("bert-large");
  expect(keeps(bert, "ffn-up")).toEqual(["attention-norm"]);
  expect(keeps(bert, "scores")).toEqual(["query-bias", "key-value-bias"]);
  expect(keeps(bert, "softmax")).toEqual(["softmax"]);
  expect(keeps(bert, "softmax-dropout")).toEqual([]);
  expect(keeps(bert, "activation")).toEqual(["ffn-up-bias"]);
  expect(keeps(await layer("resnet-50", "stage1"), "block-relu")).toEqual(["block-relu"]);
});

describe("what fine-tuning adds", () => {
  test("a low-rank pair reads what its matrix reads, and its sum is what the scores read", async () => {
    const layerOf = await layer("gpt-j-6b-mnli-lora");
    expect(reads(layerOf, "query-low-rank-down")).toEqual(reads(layerOf, "query"));
    expect(reads(layerOf, "value-low-rank-down")).toEqual(reads(layerOf, "key-value"));
    expect(reads(layerOf, "query-low-rank-sum")).toEqual(["query-low-rank-up", "query"]);
    expect(reads(layerOf, "scores")).toEqual(["query-low-rank-sum", "value-low-rank-sum"]);
  });

  test("an adapter is added to what it reads", async () => {
    const layerOf = await layer("magma", "language-layer");
    expect(reads(layerOf, "ffn-adapter-down")).toEqual(["ffn-down-bias"]);
    expect(reads(layerOf, "ffn-adapter-sum")).toEqual(["ffn-adapter-up-bias", "ffn-down-bias"]);
  });

  test("a frozen matrix keeps nothing for backward, a pair beside it its input", async () => {
    const layerOf = await layer("gpt-j-6b-mnli-lora");
    expect(keeps(layerOf, "ffn-up")).toEqual([]);
    expect(keeps(layerOf, "query")).toEqual([]);
    expect(keeps(layerOf, "query-low-rank-down")).toEqual(reads(layerOf, "query"));
    expect(keeps(layerOf, "scores")).toEqual(["query-low-rank-sum", "value-low-rank-sum"]);
  });
});

test("a denoiser's block adds its step to the first convolution, and pixels to what their attention made of them", async () => {
  const down = await layer("dreambooth", "unet-down1");
  expect(reads(down, "time-sum")).toEqual(["first-bias", "time-bias"]);
  expect(reads(down, "residual")).toEqual(["second-bias", "input"]);
  expect(reads(down, "attention-residual")).toEqual(["projection-bias", "pixels-in-bias"]);
  expect(reads(down, "pixels-residual")).toEqual(["residual", "pixels-out-bias"]);
  const up = await layer("dreambooth", "unet-up1");
  expect(reads(up, "residual")).toEqual(["shortcut-bias", "second-bias"]);
});
