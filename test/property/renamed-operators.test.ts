import { DEFAULT_CHOICE } from "../../src/spec/kinds/plan-choices.ts";
import { SHIPPED_CONSTANTS } from "../../src/estimate/fitted-constants.ts";
import { expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { estimateAnalytic } from "../../src/estimate/analytic.ts";
import { matmulPlanner, type PlannerCache } from "../../src/estimate/price/matmul-planner.ts";
import { priceBlock } from "../../src/estimate/price/price-block.ts";
import { planAndPrice } from "../../src/evaluate.ts";
import { blockLiveness } from "../../src/plan/memory/block-liveness.ts";
import { halfLayers } from "../../src/plan/partition/half-layers.ts";
import { placementOf } from "../../src/plan/placement/placement.ts";
import type { PlanChoice } from "../../src/plan/plan.ts";
import { buildOperatorGraph } from "../../src/workload/build-graph.ts";
import type { Block, OperatorGraph, Phase } from "../../src/workload/graph/operator-graph.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";
import { tinySpec } from "../workload/specs.ts";

/** One workload a family, and what is put into graphs afterwards: experts, windows, low rank, adapters, pruning. */
const WORKLOADS: readonly (readonly [string, Phase])[] = [
  ["bert-large", "training"],
  ["llama2-7b", "decode"],
  ["gpt-j-6b-mnli-lora", "training"],
  ["t5-base", "training"],
  ["mixtral-8x7b", "training"],
  ["deepseek-v2", "training"],
  ["deepseek-v3-chat", "decode"],
  ["swin-t", "training"],
  ["vit-l16", "training"],
  ["beit-3", "training"],
  ["resnet-50", "training"],
  ["efficientnet-b0", "training"],
  ["conformer-m", "training"],
  ["mamba-130m", "training"],
  ["mamba-2.8b-answer", "decode"],

  ["stable-diffusion-v1-image", "prefill"],
  ["magma", "training"],
  ["clip-vit-l14", "training"],
  ["luminous-base-sparse", "training"],
];

const CHOICE: PlanChoice = {
  ...DEFAULT_CHOICE,
  tensorParallel: 2,
  microBatch: 2,
  microBatches: 2,
  recompute: "attention",
  optimizerState: "streaming",
  weights: "streaming",
  availableMemoryProportion: 0.2,
  layersPerStage: [2],
};

const specs = await openShippedSpecs();
const pod = buildArch(await specs.arch("bow-pod4"));
const gpus = buildArch(await specs.arch("dgx-a100"));
const planners: PlannerCache = new Map();

/** A block with the name of one of its operators changed. */
function renamed(block: Block, at: number): Block {
  const operators = block.operators.map((op, index) => (index === at ? { ...op, id: "renamed" } : op));
  return { ...block, operators };
}

/** What is worked out about blocks and plans, without the names in it. */
function nameless(value: unknown): string {
  const names = new Set(["operator", "graph", "plan", "blocks"]);
  return JSON.stringify(value, (key, part: unknown) => (names.has(key) ? undefined : part));
}

function memory(block: Block, { phase }: OperatorGraph): string {
  const question = { inputElements: 1000, training: phase === "training", choice: CHOICE };
  const halves = (halfLayers(block) ?? []).map((half) => [
    half.savedElements,
    blockLiveness({ ...question, block: half }),
  ]);
  return nameless([blockLiveness({ ...question, block }), halves]);
}

function price(block: Block, graph: OperatorGraph): string {
  const on = (arch: typeof pod): unknown => {
    const [placement, planMatmul] = [placementOf(arch, CHOICE), matmulPlanner(arch, CHOICE, planners)];
    return priceBlock(block, {
      arch,
      graph,
      choice: CHOICE,
      placement,
      planMatmul,
      fitted: SHIPPED_CONSTANTS,
    });
  };
  return nameless([on(pod), on(gpus)]);
}

test.each(WORKLOADS)("the name of no operator of %s in %s is read", async (workload, phase) => {
  const graph = buildOperatorGraph((await specs.workload(workload)).spec, phase);
  const kinds = new Map(graph.blocks.map((block) => [block.operators.map(({ id }) => id).join(), block]));
  for (const block of kinds.values()) {
    const [bytes, cost] = [memory(block, graph), price(block, graph)];
    for (const [at, { id }] of block.operators.entries()) {
      const other = renamed(block, at);
      const blocks = graph.blocks.map((one) => (one === block ? other : one));
      expect(memory(other, graph), `memory with another ${id}`).toBe(bytes);
      expect(price(other, { ...graph, blocks }), `price with another ${id}`).toBe(cost);
    }
  }
});

test("renaming any operator of a graph leaves memory, time and energy of its plan as they are", () => {
  const graph = buildOperatorGraph(tinySpec(), "training");
  const result = (one: OperatorGraph): string => {
    const found = planAndPrice({ arch: pod, graph: one, choice: CHOICE, planners });
    if (found.kind !== "priced") throw new Error("the tiny model fits");
    const { residence, sramBytesPerTilePeak } = found.priced.plan;
    return nameless([residence, sramBytesPerTilePeak, estimateAnalytic(found.priced)]);
  };
  const expected = result(graph);
  for (const [place, block] of graph.blocks.entries())
    for (const at of block.operators.keys()) {
      const blocks = graph.blocks.map((one, index) => (index === place ? renamed(one, at) : one));
      expect(result({ ...graph, blocks })).toBe(expected);
    }
});
