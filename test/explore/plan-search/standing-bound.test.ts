import { describe, expect, test } from "vitest";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { standingBound } from "../../../src/explore/plan-search/standing-bound.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import { DEFAULT_CHOICE } from "../../../src/spec/kinds/plan-choices.ts";
import { buildOperatorGraph, phasesOf } from "../../../src/workload/build-graph.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();

/**
 * GPT-2 XL, 1.56 billion parameters: 6.2 GB of weights and gradients in half, and 18.7 GB of optimizer state, 12 bytes
 * a parameter.
 */
describe("what stands all the time", async () => {
  const { spec } = await specs.workload("gpt2-xl", { "task.globalBatch": 8 });
  const graphs = phasesOf(spec).map((phase) => buildOperatorGraph(spec, phase));
  const stands = async (capacity: string, made: Partial<PlanChoice>): Promise<boolean> => {
    const arch = buildArch(await specs.arch("a100-gpus8", { "chip.memory.capacity": capacity }));
    return standingBound(arch, graphs)({ ...DEFAULT_CHOICE, microBatches: 8, ...made });
  };

  test("is all of it on one chip: 24.9 GB", async () => {
    expect(await stands("24 GB", {})).toBe(false);
    expect(await stands("26 GB", {})).toBe(true);
  });
  test("is a half of it on each of two stages, or two tensor-parallel chips", async () => {
    for (const made of [{ pipelineParallel: 2 }, { tensorParallel: 2 }]) {
      expect(await stands("12 GB", made)).toBe(false);
      expect(await stands("13 GB", made)).toBe(true);
    }
  });
  test("of state that eight replicas divide an eighth on each: 8.6 GB", async () => {
    const made = { dataParallel: 8, microBatches: 1, optimizerState: "sharded" };
    expect(await stands("8.3 GB", made)).toBe(false);
    expect(await stands("8.8 GB", made)).toBe(true);
  });
  test("is the same however much is recomputed, and however large the micro-batch", async () => {
    const made = { recompute: "layer", microBatch: 8, microBatches: 1 } as const;
    expect(await stands("24 GB", made)).toBe(false);
    expect(await stands("26 GB", made)).toBe(true);
  });
});

test("keys and values count: 96 layers of 2 · 12,288 elements a token for each of 64 sequences", async () => {
  const { spec } = await specs.workload("gpt-3-175b-few-shot", { "task.batch": 64 });
  const { task } = spec;
  if (task.kind !== "inference") throw new Error("no inference");
  const graphs = phasesOf(spec).map((phase) => buildOperatorGraph(spec, phase));
  const kept = 64 * (task.promptTokens + task.generatedTokens) * 96 * 2 * 12_288 * 2;
  const weights = 350e9;
  const stands = async (bytes: number): Promise<boolean> => {
    const capacity = `${bytes / 1e9} GB`;
    const arch = buildArch(await specs.arch("a100-gpus8", { "chip.memory.capacity": capacity }));
    return standingBound(arch, graphs)({ ...DEFAULT_CHOICE, microBatches: 64, kvCache: "sram" });
  };
  expect(await stands(0.98 * (kept + weights))).toBe(false);
  expect(await stands(1.02 * (kept + weights))).toBe(true);
});
