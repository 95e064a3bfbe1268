import { describe, expect, test } from "vitest";
import { infeasible, memoryLevers } from "../../src/plan/infeasible.ts";
import type { PlanChoice, Residence } from "../../src/plan/plan.ts";
import { tinyChoice } from "../helpers/tiny.ts";

test("a gap is what is demanded beyond the bound", () =>
  expect(infeasible({ resource: "chips", demand: 20, bound: 16, unit: "" }).gap).toBe(4));

/** With little recomputed, state and keys on the chip, and a large micro-batch, everything can be tried. */
const LAVISH: Partial<PlanChoice> = {
  ...{ optimizerState: "sram", kvCache: "sram", weights: "sram", recompute: "none" },
  ...{ dataParallel: 2, pipelineParallel: 3, layersPerStage: [1, 2, 3] },
  ...{ microBatch: 4, microBatches: 5, availableMemoryProportion: 0.6 },
};

function levers(
  change: Partial<PlanChoice> = {},
  held = { optimizer: 1, kvCache: 1 },
  training = true,
  memories = ["streaming"],
) {
  const choice = tinyChoice({ ...LAVISH, ...change });
  return memoryLevers(choice, { sram: held } as Residence, { training, memories });
}
const said = (...args: Parameters<typeof levers>) => levers(...args).map(({ says }) => says);

describe("when a chip's memory is short", () => {
  test("cheap changes come first", () =>
    expect(said()).toEqual([
      "recompute: attention",
      "recompute: layer",
      "optimizerState: sharded over the replicas",
      "optimizerState: streaming",
      "microBatch: 1",
      "availableMemoryProportion: 0.1",
      "kvCache: streaming",
      "weights: streaming (phased execution)",
    ]));
  test("every off-chip memory is one to try", () => {
    const all = said({}, { optimizer: 1, kvCache: 1 }, true, ["streaming", "hbm"]);
    for (const choice of ["optimizerState: hbm", "kvCache: hbm", "weights: hbm (phased execution)"])
      expect(all).toContain(choice);
  });
  test("what is so already is not said", () => {
    expect(said({ recompute: "attention" })).not.toContain("recompute: attention");
    expect(said({ recompute: "attention" })).toContain("recompute: layer");
    expect(said({ recompute: "layer" }).join()).not.toMatch(/recompute/);
    expect(said({ optimizerState: "sharded" }).join()).not.toMatch(/sharded/);
    expect(said({ optimizerState: "sharded" })).toContain("optimizerState: streaming");
    expect(said({ dataParallel: 1 }).join()).not.toMatch(/sharded/);
    expect(said({ microBatch: 1 }).join()).not.toMatch(/microBatch/);
    expect(said({ availableMemoryProportion: 0.1 }).join()).not.toMatch(/Proportion/);
    expect(said({ kvCache: "streaming" }).join()).not.toMatch(/kvCache/);
    expect(said({ weights: "streaming" }).join()).not.toMatch(/weights/);
  });
  test("nor what would free nothing", () => {
    expect(said({}, { optimizer: 0, kvCache: 1 }).join()).not.toMatch(/optimizerState/);
    expect(said({}, { optimizer: 1, kvCache: 0 }).join()).not.toMatch(/kvCache/);
    expect(said({}, { optimizer: 0, kvCache: 1 }, false).join()).not.toMatch(/recompute/);
  });
  test("a smaller micro-batch keeps the samples of a step: 1 · 20 for 4 · 5", () => {
    const { change } = levers().find(({ says }) => says === "microBatch: 1")!;
    expect(change).toEqual({ microBatch: 1, microBatches: 20 });
  });
  test("phased execution keeps chips and layers: 6 replicas of one stage for 2 of 3", () =>
    expect(levers().at(-1)?.change).toMatchObject({
      ...{ weights: "streaming", optimizerState: "streaming", recompute: "layer" },
      ...{ pipelineParallel: 1, dataParallel: 6, layersPerStage: [6] },
    }));
});
