import { describe, expect, test } from "vitest";
import { blockHasBackward, gradientsOf } from "../../../src/workload/graph/gradients.ts";
import { buildOperatorGraph } from "../../../src/workload/build-graph.ts";
import { forwardFlops, modelFlopsPerSample } from "../../../src/workload/graph/operator-flops.ts";
import { layerMatrixParameters } from "../../../src/workload/graph/parameters.ts";
import { trainingFlops } from "../../../src/workload/flops/training-flops.ts";
import type { OperatorGraph } from "../../../src/workload/graph/operator-graph.ts";
import { shipped, tinySpec } from "../specs.ts";

/** Two layers, hidden 8, 2 heads of 4, ffn 32, vocabulary 10, sequence 4. */
const tuned = (trainable: object): OperatorGraph =>
  buildOperatorGraph(tinySpec({}, { task: { kind: "finetune", trainable } }), "training");
const full = buildOperatorGraph(tinySpec(), "training");
const TOKENS = 4;
const LOGITS = 8 * 10;
const CORE_FORWARD = 2 * 2 * (2 * 2 * TOKENS * TOKENS * 4);

describe("low rank", () => {
  const graph = tuned({ lora: { rank: 1, matrices: ["query", "value"] } });

  test("adds rank · (inputs + outputs) parameters a matrix and trains no others", () => {
    const pairs = 2 * 2 * (8 + 8);
    expect(graph.addedParameters).toBe(pairs);
    expect(graph.trainableParameters).toBe(pairs);
    expect(graph.parameters).toBe(full.parameters);
  });

  test("costs 4N a token of the frozen matrices, 6 of each parameter added, and 3 × the attention core", () => {
    const matrices = layerMatrixParameters(tinySpec()) + LOGITS;
    expect(layerMatrixParameters(tinySpec())).toBe(2 * (4 * 8 * 8 + 2 * 8 * 32));
    expect(modelFlopsPerSample(graph)).toBe(
      4 * matrices * TOKENS + 6 * graph.addedParameters * TOKENS + 3 * CORE_FORWARD,
    );
  });

  test("trained in all its parts, a model costs 6N as in pre-training", () => {
    const matrices = layerMatrixParameters(tinySpec()) + LOGITS;
    expect(modelFlopsPerSample(tuned({ parts: ["embedding", "layers", "head"] }))).toBe(
      6 * matrices * TOKENS + 3 * CORE_FORWARD,
    );
    expect(modelFlopsPerSample(full)).toBe(6 * matrices * TOKENS + 3 * CORE_FORWARD);
  });

  test("keeps what backward needs: inputs of frozen matmuls are not saved unless a pair reads them", () => {
    const saved = (one: OperatorGraph): number => one.blocks[1]?.savedElements ?? 0;
    // Spared: the projection's input h and the ffn's h and 4h a token. Added: what B reads, rank 1, twice.
    expect(saved(graph)).toBe(saved(full) - TOKENS * (8 + 8 + 32) + TOKENS * 2);
  });
});

test("adapters have 2·h·w + w + h parameters each, and cost 4N of the frozen matrices besides their own 6", () => {
  const graph = tuned({ adapters: { width: 2, after: ["attention", "ffn"] } });
  const each = 2 * 8 * 2 + 2 + 8;
  expect(graph.addedParameters).toBe(2 * 2 * each);
  const matrices = layerMatrixParameters(tinySpec()) + LOGITS;
  expect(modelFlopsPerSample(graph)).toBe(
    4 * matrices * TOKENS + 6 * (2 * 2 * 2 * 8 * 2) * TOKENS + 3 * CORE_FORWARD,
  );
});

test("layers with nothing trained in them or below run forward alone, 2N a token, and save nothing", () => {
  const graph = tuned({ parts: ["head"] });
  const [embedding, layer, head] = graph.blocks;
  expect([embedding, layer, head].map((block) => block && blockHasBackward(block))).toEqual([
    false,
    false,
    true,
  ]);
  expect(layer?.savedElements).toBe(0);
  // The tied table belongs to the embedding; the head's own norm, below the logits, needs their input gradient.
  expect(modelFlopsPerSample(graph)).toBe(forwardFlops(full) + 2 * LOGITS * TOKENS);
});

test("with only the embedding trained, every matrix above it gets an input gradient and none of its own", () => {
  const graph = tuned({ parts: ["embedding"] });
  const matmuls = graph.blocks.flatMap(({ operators }) => operators).filter(({ kind }) => kind === "matmul");
  // The logits read the trained table: theirs is the one weight gradient.
  expect(matmuls.filter((op) => gradientsOf(op).parameters).map(({ id }) => id)).toEqual(["logits"]);
  expect(matmuls.every((op) => gradientsOf(op).inputs)).toBe(true);
});

test("GPT-3 adapted with rank 4 beside queries and values trains 18.9 million parameters (LoRA, Table 4)", async () => {
  const graph = buildOperatorGraph(await shipped("gpt-3-175b-mnli-lora"), "training");
  expect(graph.trainableParameters).toBe(96 * 2 * 4 * (12_288 + 12_288));
  expect((graph.trainableParameters / 1e6).toFixed(1)).toBe("18.9");
  expect(graph.parameters).toBe(174_604_259_328);
});

test("GPT-J on MNLI is 1.48e18 FLOPs in full and, with low rank, 4ND and attention", async () => {
  const run = await shipped("gpt-j-6b-mnli");
  const tokens = 300 * 128 * 1024;
  // 6ND is 1.43e18, and attention adds 12 · layers · width · length a token.
  expect((trainingFlops(run, "6nd") / 1e18).toFixed(2)).toBe("1.43");
  expect(trainingFlops(run, "palm") - trainingFlops(run, "6nd")).toBeCloseTo(
    12 * 28 * 4096 * 1024 * tokens,
    -6,
  );
  expect((trainingFlops(run, "palm") / 1e18).toFixed(2)).toBe("1.48");
  const lora = await shipped("gpt-j-6b-mnli-lora");
  const ratio = trainingFlops(lora) / trainingFlops(run);
  expect(ratio).toBeGreaterThan(4 / 6);
  expect(ratio).toBeLessThan(0.69);
});
