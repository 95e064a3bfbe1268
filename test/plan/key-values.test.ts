import { describe, expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { keyValuesDivide } from "../../src/plan/choice/rules-of-degrees.ts";
import { standingBytes } from "../../src/plan/memory/standing-bytes.ts";
import { even, layerCount, partition } from "../../src/plan/partition/partition.ts";
import { buildOperatorGraph } from "../../src/workload/build-graph.ts";
import type { WorkloadSpec } from "../../src/spec/kinds/workload-spec.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";
import { plannerOf, tinyChoice } from "../helpers/tiny.ts";

const specs = await openShippedSpecs();
const gpus = buildArch(await specs.arch("a100-gpus16"));
const GIBIBYTE = 2 ** 30;

/** Bytes of keys and values on one GPU of a tensor-parallel group, `samples` in flight. */
function kept(workload: WorkloadSpec, tensorParallel: number, samples: number): number {
  const graph = buildOperatorGraph(workload, "decode");
  const layersPerStage = even(layerCount(graph), 1);
  const choice = tinyChoice({ tensorParallel, microBatch: samples, layersPerStage, kvCache: "sram" });
  const stages = partition(graph, choice);
  return standingBytes(stages, { arch: gpus, graph, choice, stages, planMatmul: plannerOf() }).sram.kvCache;
}

async function served(id: string, model: object, task: object): Promise<WorkloadSpec> {
  const { spec } = await specs.workload(id);
  return { ...spec, model: { ...spec.model, ...model }, task: { ...spec.task, ...task } as never };
}

describe("keys and values of a chip, in a group of more chips than there are key/value heads", () => {
  test("StarCoder, one head for all: 2 · 40 layers · 128 · 2 B · 32 × 8,192 tokens = 5.0 GiB on each of 8", async () => {
    const model = { layers: 40, hidden: 6144, heads: 48, kvHeads: 1, headSize: 128, ffn: 24_576 };
    const task = { kind: "inference", promptTokens: 8000, generatedTokens: 192, batch: 32 };
    const spec = await served("gpt2-s", model, task);
    expect(kept(spec, 8, 32) / GIBIBYTE).toBe(5);
    expect(kept(spec, 1, 32) / GIBIBYTE).toBe(5);
  });
  test("Llama 2 70B, 8 heads on 16 chips: 20,480 tokens take 0.781 GiB of each, as on 8", async () => {
    const task = { kind: "inference", promptTokens: 20_000, generatedTokens: 480, batch: 1 };
    const spec = await served("llama2-70b", {}, task);
    expect(kept(spec, 16, 1) / GIBIBYTE).toBe((2 * 80 * 128 * 2 * 20_480) / GIBIBYTE);
    expect(kept(spec, 16, 1)).toBe(kept(spec, 8, 1));
    expect(kept(spec, 4, 1)).toBe(2 * kept(spec, 8, 1));
  });
  test("latent attention keeps one vector for all heads, whole on every chip", async () => {
    const { spec } = await specs.workload("deepseek-v3-chat");
    expect(kept(spec, 8, 1)).toBe(kept(spec, 1, 1));
  });
});

describe("tensor parallelism leaves key/value heads whole", () => {
  test.each([
    [1, true],
    [2, true],
    [4, true],
    [7, false],
    [14, false],
    [28, true],
  ])("28 heads with 4 of keys and values over %i chips: %s", async (tensorParallel, legal) => {
    const spec = await served("llama2-7b", { hidden: 3584, heads: 28, kvHeads: 4 }, {});
    const graph = buildOperatorGraph(spec, "training");
    const found = keyValuesDivide({ arch: gpus, graph, choice: tinyChoice({ tensorParallel }) });
    expect(found === undefined).toBe(legal);
    if (!legal) expect(found?.legal).toEqual(["tensorParallel: 1, 2, 4, 28"]);
  });
});
