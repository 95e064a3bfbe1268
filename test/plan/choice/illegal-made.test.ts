import { expect, test } from "vitest";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { legalDegrees } from "../../../src/explore/plan-search/degrees.ts";
import { illegalMade } from "../../../src/plan/choice/illegal-made.ts";
import type { PlanSpec } from "../../../src/spec/kinds/plan-spec.ts";
import { buildOperatorGraph } from "../../../src/workload/build-graph.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const arch = buildArch(await specs.arch("a100-gpus16"));
const { spec } = await specs.workload("bert-base");
const graph = buildOperatorGraph(spec, "training");
const made = (plan: PlanSpec) => illegalMade({ arch, graph, made: plan });

test("two micro-batches of one on four replicas are 8 of the 256 samples of a step", () => {
  const degrees = { dataParallel: 4, microBatch: 1 };
  expect(made({ ...degrees, microBatches: 2 })).toMatchObject({
    rule: "a step is of 256 samples, and these are 8",
    legal: ["microBatches: 64", "leave microBatches open"],
  });
  expect(made({ ...degrees, microBatches: 64 })).toBeUndefined();
  expect(made({ ...degrees, microBatches: 65 })).toBeUndefined();
});

test("where one of the three is open, a search takes what computes the whole batch", () => {
  expect(made({ microBatch: 1, microBatches: 32 })).toBeUndefined();
  const found = legalDegrees({
    ...{ arch, workload: spec, blocks: graph.blocks, layers: 12, breadth: "all" },
    fixed: { tensorParallel: 1, pipelineParallel: 1, microBatch: 1, microBatches: 32 },
  });
  expect(found.map(({ dataParallel }) => dataParallel)).toEqual([8, 16]);
});
