import { describe, expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import type { Arch } from "../../src/arch/arch.ts";
import { estimateAnalytic } from "../../src/estimate/analytic.ts";
import { choiceFor, priceKnownRun } from "../../src/evaluate.ts";
import { even } from "../../src/plan/partition/partition.ts";
import { DEFAULT_CHOICE, type PlanChoice } from "../../src/spec/kinds/plan-choices.ts";
import type { WorkloadSpec } from "../../src/spec/kinds/workload-spec.ts";
import { openSpecs } from "../../src/spec/load.ts";
import { buildOperatorGraph } from "../../src/workload/build-graph.ts";

const specs = openSpecs();
const { spec } = await specs.workload("llama-2-70b");
const machines = await Promise.all(
  ["a100-gpus8", "h100-gpus8"].map(async (id) => buildArch(await specs.arch(id))),
);

interface Asked {
  readonly promptTokens?: number;
  readonly kvHeads?: number;
  readonly choice?: Partial<PlanChoice>;
}

/** Seconds of one token for every sample of the batch. */
function tokenSeconds(arch: Arch, { promptTokens = 2048, kvHeads = 8, choice }: Asked = {}): number {
  const task = { kind: "inference", promptTokens, generatedTokens: 2, batch: 8 } as WorkloadSpec["task"];
  const workload = { ...spec, model: { ...spec.model, kvHeads }, task };
  const graph = buildOperatorGraph(workload, "decode");
  const plan = {
    ...DEFAULT_CHOICE,
    tensorParallel: 4,
    microBatch: 8,
    arithmetic: "fp16_32",
    kvCache: "sram",
  };
  const whole = { ...plan, layersPerStage: even(80, 1), ...choice } as PlanChoice;
  const result = priceKnownRun({ arch, graph, choice: whole });
  if (result.kind !== "priced") throw new Error(result.kind);
  return estimateAnalytic(result.priced).seconds;
}

describe.each(machines)("a token of Llama-2 70B on $id", (arch) => {
  const { chip } = arch;
  if (chip.architecture !== "roofline") throw new Error("a GPU has no tiles");
  test("is never sooner with more key and value heads than chips", () => {
    const seconds = [4, 8, 16, 32, 64].map((kvHeads) => tokenSeconds(arch, { kvHeads }));
    expect(seconds).toEqual(seconds.toSorted((a, b) => a - b));
    expect(seconds[4]).toBeGreaterThan(seconds[1]!);
  });
  test("is never sooner after a longer prompt", () => {
    const seconds = [128, 1024, 4096, 32_768].map((promptTokens) => tokenSeconds(arch, { promptTokens }));
    expect(seconds).toEqual(seconds.toSorted((a, b) => a - b));
    expect(seconds[3]).toBeGreaterThan(seconds[0]!);
  });
  test("never beats its weights at the bandwidth of memory, nor is eager launches long", () => {
    const bound = (69e9 * 2) / (4 * chip.memoryBytesPerSecond);
    expect(tokenSeconds(arch)).toBeGreaterThan(bound);
    expect(tokenSeconds(arch)).toBeLessThan(2 * bound);
  });
  test("takes less on twice the chips, and more than half", () => {
    const [four, eight] = [tokenSeconds(arch), tokenSeconds(arch, { choice: { tensorParallel: 8 } })];
    expect(eight).toBeLessThan(four);
    expect(eight).toBeGreaterThan(four / 2);
  });
});

test("8 bits make nothing faster that has 16 bits: at most half of a token is gone", () => {
  const [, h100] = machines;
  const [whole, half] = [tokenSeconds(h100!), tokenSeconds(h100!, { choice: { arithmetic: "fp8_16" } })];
  expect(half).toBeLessThan(whole);
  expect(half).toBeGreaterThan(whole / 2);
});

test("prompts go through GPUs together up to 8,192 tokens, through tiles one by one", () => {
  const task = {
    kind: "inference",
    promptTokens: 1000,
    generatedTokens: 2,
    batch: 64,
  } as WorkloadSpec["task"];
  const choice = { ...DEFAULT_CHOICE, microBatch: 64 };
  const of = (architecture: "tiled" | "roofline"): readonly number[] => {
    const { microBatch, microBatches } = choiceFor("prefill", choice, { ...spec, task }, { architecture });
    return [microBatch, microBatches];
  };
  expect(of("roofline")).toEqual([8, 8]);
  expect(of("tiled")).toEqual([1, 64]);
});
