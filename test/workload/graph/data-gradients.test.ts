import { describe, expect, test } from "vitest";
import { buildOperatorGraph } from "../../../src/workload/build-graph.ts";
import { gradientsOf } from "../../../src/workload/graph/gradients.ts";
import {
  forwardFlops,
  modelFlopsPerSample,
  operatorFlops,
} from "../../../src/workload/graph/operator-flops.ts";
import { shipped } from "../specs.ts";

/** Operators that pass no gradient on, but for tables, which have none to pass. */
const closed = async (id: string) =>
  buildOperatorGraph(await shipped(id), "training").blocks.flatMap(({ operators }) =>
    operators.filter((op) => op.kind !== "gather" && !gradientsOf(op).inputs),
  );

describe("what reads the data passes no gradient on", () => {
  test("the first convolution of ResNet-50, 64 filters of 7 × 7 over 112 × 112: training is 3 × forward less its own", async () => {
    const graph = buildOperatorGraph(await shipped("resnet-50"), "training");
    const [first, ...others] = await closed("resnet-50");
    expect(others).toEqual([]);
    expect(operatorFlops(first!)).toBe(2 * 112 ** 2 * 7 ** 2 * 3 * 64);
    expect(modelFlopsPerSample(graph)).toBe(3 * forwardFlops(graph) - operatorFlops(first!));
  });

  test("the patches of ViT", async () => {
    const weights = (await closed("vit-l16")).filter(({ parameters }) => parameters > 0);
    expect(weights).toHaveLength(1);
    expect(gradientsOf(weights[0]!)).toEqual({ inputs: false, parameters: true });
  });

  test("tokens are looked up: a language model is trained at 3 × forward", async () => {
    const graph = buildOperatorGraph(await shipped("bert-large"), "training");
    expect(modelFlopsPerSample(graph)).toBe(3 * forwardFlops(graph));
  });

  test("in inference nothing has a gradient, and nothing is marked", async () => {
    const { blocks } = buildOperatorGraph(await shipped("resnet-50-inference"), "prefill");
    expect(blocks.flatMap(({ operators }) => operators).some((op) => op.gradients !== undefined)).toBe(false);
  });
});
