import { expect, test } from "vitest";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { planAndPrice } from "../../../src/evaluate.ts";
import type { PricedPlan, Segment } from "../../../src/estimate/priced-plan.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import { buildOperatorGraph } from "../../../src/workload/build-graph.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

const choice: PlanChoice = {
  tensorParallel: 1,
  pipelineParallel: 8,
  dataParallel: 2,
  microBatch: 1,
  microBatches: 64,
  recompute: "layer",
  checkpointFormat: "fp8",
  optimizerState: "sharded",
  weights: "sram",
  weightLoads: 1,
  arithmetic: "fp16_16",
  availableMemoryProportion: 0.2,
  layersPerStage: [3, 3, 3, 3, 3, 3, 3, 3],
  ioTiles: 0,
  sequenceParallel: false,
  kvCache: "none",
  headPlacement: "last",
};

async function priced(changes: Partial<PlanChoice> = {}): Promise<PricedPlan> {
  const specs = await openShippedSpecs();
  const arch = buildArch(await specs.arch("bow-pod16"));
  const graph = buildOperatorGraph((await specs.workload("bert-large")).spec, "training");
  const result = planAndPrice({ arch, graph, choice: { ...choice, ...changes } });
  if (result.kind !== "priced") throw new Error("it does not fit");
  return result.priced;
}

const casts = (segments: readonly Segment[]): readonly Segment[] =>
  segments.filter(({ label }) => label === "checkpoint cast");

test("checkpoints in FP8 are cast into and out of the stash of all stages but the last, which has none", async () => {
  const { program, plan } = await priced();
  if (program.kind !== "pipeline") throw new Error("no pipeline");
  const counts = program.stages.map(
    ({ forward, backward }) => casts(forward).length + casts(backward).length,
  );
  expect(counts).toEqual([2, 2, 2, 2, 2, 2, 2, 0]);
  // 3 layers' inputs of one sample over 1,472 tiles, half a cycle an element
  const cycles = (0.5 * 3 * plan.graph.tokensPerSample * 1024) / 1472;
  const [cast] = casts(program.stages[3]!.forward);
  const clock = plan.arch.chip.architecture === "tiled" ? plan.arch.chip.clockHertz : 0;
  expect(cast!.seconds * clock).toBeGreaterThan(cycles);
});

test("as computed they are not", async () => {
  const { program } = await priced({ checkpointFormat: "computed" });
  if (program.kind !== "pipeline") throw new Error("no pipeline");
  expect(program.stages.flatMap(({ forward, backward }) => casts([...forward, ...backward]))).toEqual([]);
});

test("phased execution has no stash to keep in FP8", async () => {
  const phased = {
    weights: "streaming",
    pipelineParallel: 1,
    dataParallel: 16,
    layersPerStage: [24],
  } as const;
  await expect(priced({ ...phased, optimizerState: "streaming" })).rejects.toThrow("stash in tile SRAM");
});
