import { DEFAULT_CHOICE } from "../../../src/spec/kinds/plan-choices.ts";
import { describe, expect, test } from "vitest";
import { buildArch } from "../../../src/arch/build-arch.ts";
import type { TiledChip } from "../../../src/arch/arch.ts";
import { memoryBound } from "../../../src/explore/plan-search/memory-bound.ts";
import { nearestMiss } from "../../../src/explore/plan-search/nearest-miss.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import { buildOperatorGraph } from "../../../src/workload/build-graph.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();

/**
 * GPT-2 XL, 1.56 billion parameters: 6 GB of weights and gradients in half, and 12 bytes of optimizer state each, which
 * replicas divide among themselves: 25 GB on one chip of 16 GB, 8.6 GB on each of eight.
 */
describe("whether a choice can fit", async () => {
  const arch = buildArch(await specs.arch("a100-gpus8", { "chip.memory.capacity": "16 GB" }));
  const { spec } = await specs.workload("gpt2-xl", { "task.globalBatch": 8 });
  const graph = buildOperatorGraph(spec, "training");
  const choice = (dataParallel: number, microBatch = 1): PlanChoice => ({
    ...DEFAULT_CHOICE,
    ...{ dataParallel, microBatch, microBatches: 8 / dataParallel / microBatch },
    ...{ recompute: "layer", optimizerState: "sharded" },
  });
  const asked = (...choices: readonly PlanChoice[]) => {
    const mayFit = memoryBound(arch, [graph]);
    return choices.map(mayFit);
  };

  test("is asked anew of more replicas, which share what one cannot hold", () => {
    expect(asked(choice(1), choice(8))).toEqual([false, true]);
    expect(asked(choice(8), choice(1))).toEqual([true, false]);
  });
  test("follows from a larger load that fits, and from a smaller one that does not", () =>
    expect(asked(choice(8), choice(8), choice(1), choice(1, 8))).toEqual([true, true, false, false]));
});

test("the nearest miss is that of the smallest share, not of the fewest bytes: 131 GB of 100 before 3.8 MB of a tile of 2.1", async () => {
  const bow = buildArch(await specs.arch("bow-pod4"));
  const { spec } = await specs.workload("gpt-3-175b", { "model.layers": 8, "task.globalBatch": 16 });
  const roomy = { ...bow.chip, sramBytesPerTile: 2.1e6, sramBytes: 1472 * 2.1e6 } as TiledChip;
  const streaming = { ...bow.memories.streaming!, bytes: 100e9 };
  const arch = { ...bow, chip: roomy, memories: { ...bow.memories, streaming } };
  const graph = buildOperatorGraph(spec, "training");
  const miss = nearestMiss({ arch, graph, fixed: {}, planners: new Map(), breadth: "all" });
  if (miss.kind === "illegal") throw new Error(miss.rule);
  expect(miss.resource).toBe("streaming memory of a machine");
  expect(miss.bound).toBe(100e9);
  expect(miss.demand / miss.bound).toBeLessThan(3.8 / 2.1);
  expect(miss.gap).toBeGreaterThan(1.7e6);
});
