import { describe, expect, test } from "vitest";
import { buildOperatorGraph } from "../../../src/workload/build-graph.ts";
import { forwardFlops } from "../../../src/workload/graph/operator-flops.ts";
import { exactParameters } from "../../../src/workload/graph/parameters.ts";
import { indexBytes, keptElements } from "../../../src/workload/graph/sparse-storage.ts";
import { storedBytes } from "../../../src/workload/graph/sparsify.ts";
import { trainingFlops } from "../../../src/workload/flops/training-flops.ts";
import { shipped, tinySpec } from "../specs.ts";

const sparsity = (change: object = {}): object => ({
  sparsity: { density: 0.25, block: 1, matrices: ["attention", "ffn"], ...change },
});

describe("bytes that say where kept weights are", () => {
  test("CSR: two bytes a weight and four a row and one: 1024 × 2048 with a quarter kept", () => {
    const matrix = { rows: 1024, columns: 2048, density: 0.25, block: 1 } as const;
    expect(keptElements(matrix)).toBe((1024 * 2048) / 4);
    expect(indexBytes(matrix)).toBe(((1024 * 2048) / 4) * 2 + 1025 * 4);
  });

  test("blocks of 16: a 256th of the places, a 16th of the rows", () =>
    expect(indexBytes({ rows: 1024, columns: 2048, density: 0.25, block: 16 })).toBe(
      ((64 * 128) / 4) * 2 + 65 * 4,
    ));

  test("more than 65,536 columns need four bytes a place", () =>
    expect(indexBytes({ rows: 1, columns: 70_000, density: 1, block: 1 })).toBe(70_000 * 4 + 2 * 4));
});

describe("a pruned model: 2 layers, hidden 8, ffn 32", () => {
  const layerMatrices = 4 * 8 * 8 + 2 * 8 * 32;

  test("keeps a quarter of its layers' matrices", () =>
    expect(exactParameters(tinySpec()) - exactParameters(tinySpec(sparsity()))).toBe(
      2 * 0.75 * layerMatrices,
    ));

  test("or of those it names alone", () =>
    expect(exactParameters(tinySpec()) - exactParameters(tinySpec(sparsity({ matrices: ["ffn"] })))).toBe(
      2 * 0.75 * 2 * 8 * 32,
    ));

  test("executes a quarter of their FLOPs; attention's core and logits stay", () => {
    const flops = (sizes: object): number => forwardFlops(buildOperatorGraph(tinySpec(sizes), "training"));
    expect(flops({}) - flops(sparsity())).toBe(2 * 4 * 2 * 0.75 * layerMatrices);
  });

  test("costs as much as the dense one where dense-equivalent FLOPs are counted", () => {
    const pruned = tinySpec(sparsity());
    expect(trainingFlops(pruned, "dense-equivalent")).toBe(trainingFlops(tinySpec(), "exact-full"));
    expect(trainingFlops(pruned, "exact-full")).toBeLessThan(trainingFlops(tinySpec(), "exact-full"));
  });

  test("layers of another density are a block of their own", () => {
    const { blocks } = buildOperatorGraph(
      tinySpec(sparsity({ layers: [{ count: 1, density: 0.5 }] })),
      "training",
    );
    const layers = blocks.filter(({ kind }) => kind === "layer");
    const densities = layers.map(({ count, operators }) => [
      count,
      operators.flatMap((op) => (op.kind === "matmul" && op.sparsity ? [op.sparsity.density] : []))[0],
    ]);
    expect(densities).toEqual([
      [1, 0.5],
      [1, 0.25],
    ]);
  });

  test("that keeps all is the dense one", () =>
    expect(buildOperatorGraph(tinySpec(sparsity({ density: 1 })), "training").blocks).toEqual(
      buildOperatorGraph(tinySpec(), "training").blocks,
    ));
});

test("Luminous base sparse: a fifth of the layers' matrices, each with its place: 4 bytes and a row's share", async () => {
  const dense = buildOperatorGraph(await shipped("luminous-base"), "prefill");
  const pruned = buildOperatorGraph(await shipped("luminous-base-sparse"), "prefill");
  const matrices = 40 * 12 * 5120 ** 2;
  const pointers = 40 * (4 * (5120 + 1) + (20480 + 1) + (5120 + 1)) * 4 - 40 * 4;
  expect(dense.parameters - pruned.parameters).toBe(0.8 * matrices);
  expect(storedBytes(pruned, 2)).toBe(
    2 * (dense.parameters - matrices) + 0.2 * matrices * (2 + 2) + pointers,
  );
});
