import { expect, test } from "vitest";
import { openSpecs } from "../../src/spec/load.ts";
import type { WorkloadSpec } from "../../src/spec/kinds/workload-spec.ts";
import { keptElements } from "../../src/plan/memory/standing-bytes.ts";
import { buildOperatorGraph } from "../../src/workload/build-graph.ts";
import type { Block, Operator } from "../../src/workload/graph/operator-graph.ts";
import { blockParameters } from "../../src/workload/graph/block-parameters.ts";
import { exactParameters } from "../../src/workload/graph/parameters.ts";
import { FLOPS_CONVENTIONS } from "../../src/workload/flops/flops-conventions.ts";

const specs = openSpecs();
const { spec: mixtral } = await specs.workload("mixtral-8x7b");
const { spec: llama } = await specs.workload("llama2-7b");

const like = (spec: WorkloadSpec, model: Partial<WorkloadSpec["model"]>): WorkloadSpec => ({
  ...spec,
  model: { ...spec.model, ...model },
});
const layersOf = (spec: WorkloadSpec, phase: "training" | "prefill" | "decode"): readonly Block[] =>
  buildOperatorGraph(spec, phase).blocks.filter(({ kind }) => kind === "layer");
const operator = (block: Block | undefined, id: string): Operator | undefined =>
  block?.operators.find((op) => op.id === id);

test("of six layers of Gemma 3 the last attends to everything, the others to a window", () => {
  const spec = like(llama, { layers: 14, slidingWindow: { tokens: 512, fullEvery: 6 } });
  const blocks = layersOf(spec, "training");
  expect(blocks.map(({ id, count }) => `${count} ${id}`)).toEqual([
    "5 window-layer",
    "1 layer",
    "5 window-layer",
    "1 layer",
    "2 window-layer",
  ]);
  expect(operator(blocks[0], "scores")).toMatchObject({ rows: 4096, columns: 512 });
  expect(operator(blocks[1], "scores")).toMatchObject({ rows: 4096, columns: 4096 });
});

test("a window's layers keep keys and values of its tokens, the others of the whole context", () => {
  const spec = like(mixtral, { layers: 4, slidingWindow: { tokens: 100, fullLayers: [3] } });
  const blocks = layersOf(spec, "decode");
  // 8 heads of 128, keys and values, of 3 layers with 100 tokens and one with 640.
  expect(
    keptElements(
      { blocks: blocks.map((block) => ({ block, count: block.count })) as never },
      { tensorParallel: 1 },
      { context: 640 },
    ),
  ).toBe(2 * 8 * 128 * (3 * 100 + 640));
});

test("a causal mask hides less of a window than of a whole context", () => {
  const tokens = 4096;
  const windowed = like(llama, { slidingWindow: { tokens: 512 } });
  const of = (spec: WorkloadSpec, how: "exact-full" | "exact-causal") =>
    FLOPS_CONVENTIONS[how].flops(spec, 1);
  const core = (w: number) => 3 * 32 * 4 * 4096 * w;
  expect(of(llama, "exact-full") - of(windowed, "exact-full")).toBeCloseTo(core(tokens) - core(512), -3);
  // Tokens 1 to 512 attend to 1 to 512 positions: 512 · 511 / 2 of 512 · 4096 are hidden.
  expect(of(windowed, "exact-full") - of(windowed, "exact-causal")).toBeCloseTo(
    core((511 * 512 * 0.5) / tokens),
    -3,
  );
});

test("experts may take any turn of a period, and layers may be left dense", () => {
  const experts = {
    count: 4,
    perToken: 2,
    shared: 0,
    denseLayers: 0,
    every: 3,
    at: 0,
    dense: [3],
    routerBias: false,
  };
  const blocks = layersOf(like(llama, { layers: 7, experts }), "training");
  expect(blocks.map(({ id, count }) => `${count} ${id}`)).toEqual([
    "1 expert-layer",
    "5 layer",
    "1 expert-layer",
  ]);
});

test("a hybrid keeps states in most layers, and keys and values in the others", () => {
  const stateSpace = { expand: 2, state: 16, kernel: 4, stepRank: 256, attentionEvery: 4, attentionAt: 2 };
  const spec = like({ ...llama, task: mixtral.task }, { layers: 8, stateSpace });
  const blocks = layersOf(spec, "decode");
  expect(blocks.map(({ id, count }) => `${count} ${id}`)).toEqual([
    "2 scan-layer",
    "1 layer",
    "3 scan-layer",
    "1 layer",
    "1 scan-layer",
  ]);
  expect(blocks[0]).toMatchObject({ kvElementsPerToken: 0, stateElements: 2 * 4096 * (16 + 4) });
  expect(blocks[1]).toMatchObject({ kvElementsPerToken: 2 * 4096 });
  expect(blocks[1]?.stateElements).toBeUndefined();
});

test("a norm on both sides of a block doubles the norms of a layer, and no other parameter", () => {
  const before = blockParameters(layersOf(llama, "training")[0]!);
  const after = blockParameters(layersOf(like(llama, { normPlacement: "both" }), "training")[0]!);
  expect(after - before).toBe(2 * 4096);
});

test("queries and keys are normed with a gain for all heads, or one for each", () => {
  const added = (queryKeyNorm: "shared" | "each") =>
    exactParameters(like(mixtral, { queryKeyNorm })) - exactParameters(mixtral);
  expect(added("shared")).toBe(32 * 2 * 128);
  expect(added("each")).toBe(32 * (32 + 8) * 128);
});

test("a token table of another width is projected to the layers' and back", () => {
  const narrow = like(llama, { embeddingWidth: 512, tiedEmbeddings: true });
  const wide = like(llama, { tiedEmbeddings: true });
  expect(exactParameters(wide) - exactParameters(narrow)).toBe(32000 * (4096 - 512) - 2 * 512 * 4096);
});
