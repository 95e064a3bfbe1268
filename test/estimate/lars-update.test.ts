import { DEFAULT_CHOICE } from "../../src/spec/kinds/plan-choices.ts";
import { expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { planAndPrice } from "../../src/evaluate.ts";
import type { Segment } from "../../src/estimate/priced-plan.ts";
import type { PlanChoice } from "../../src/plan/plan.ts";
import { buildOperatorGraph } from "../../src/workload/build-graph.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const choice: PlanChoice = {
  ...DEFAULT_CHOICE,
  dataParallel: 16,
  microBatch: 8,
  microBatches: 2,
  recompute: "layer",
  availableMemoryProportion: 0.16,
  layersPerStage: [16],
  headPlacement: "last",
};

async function updated(optimizer: "lars" | "sgd-momentum"): Promise<readonly Segment[]> {
  const specs = await openShippedSpecs();
  const arch = buildArch(await specs.arch("bow-pod16"));
  const { spec } = await specs.workload("resnet-50");
  if (spec.task.kind === "inference") throw new Error("not a training");
  const graph = buildOperatorGraph({ ...spec, task: { ...spec.task, optimizer } }, "training");
  const result = planAndPrice({ arch, graph, choice });
  if (result.kind !== "priced" || result.priced.program.kind !== "pipeline") throw new Error("no pipeline");
  return result.priced.program.stages[0]!.update;
}

const seconds = (segments: readonly Segment[]): number => segments.reduce((sum, one) => sum + one.seconds, 0);

test("LARS takes the norms of each tensor by itself: seven supersteps for each of ResNet-50's but the first", async () => {
  const lars = await updated("lars");
  const tensors = lars.find(({ label }) => label === "parameter tensors");
  // 53 convolutions, 53 norms, a classifier of weights and bias; a norm's gain and offset are one here
  expect(tensors!.seconds).toBeCloseTo(((53 + 53 + 2 - 1) * 7 * 500) / 1.85e9, 6);
  expect(seconds(lars)).toBeGreaterThan(seconds(await updated("sgd-momentum")));
});

test("momentum works on all tensors together", async () => {
  expect((await updated("sgd-momentum")).map(({ label }) => label)).not.toContain("parameter tensors");
});
