import { DEFAULT_CHOICE } from "../../src/spec/kinds/plan-choices.ts";
import { describe, expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { evaluate, type Evaluation } from "../../src/evaluate.ts";
import { planExecution } from "../../src/plan/plan-execution.ts";
import type { PlanChoice } from "../../src/plan/plan.ts";
import { buildOperatorGraph } from "../../src/workload/build-graph.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const workload = (await specs.workload("gpt2-xl", { "task.globalBatch": 32 })).spec;
const arch = buildArch(await specs.arch("a100-gpus16"));
const choice: PlanChoice = {
  ...DEFAULT_CHOICE,
  ...{ tensorParallel: 1, pipelineParallel: 1, dataParallel: 16, microBatch: 2, microBatches: 1 },
  ...{ recompute: "none", optimizerState: "sharded", weights: "sram", weightLoads: 1 },
  ...{ arithmetic: "fp16_32", availableMemoryProportion: 0.6, layersPerStage: [48], ioTiles: 0 },
  ...{ sequenceParallel: false, kvCache: "none", headPlacement: "last" },
};

function evaluated(change: Partial<PlanChoice>): Evaluation {
  const made = { ...choice, ...change };
  const result = evaluate({ arch, workload, choice: made, fidelity: "analytic" });
  if (result.kind !== "evaluation") throw new Error("it does not fit");
  return result;
}

const time = (change: Partial<PlanChoice>, category: string): number => {
  const [phase] = evaluated(change).phases;
  return (phase!.timing.time as Record<string, number>)[category] ?? 0;
};
const seconds = (change: Partial<PlanChoice>): number => evaluated(change).phases[0]!.timing.seconds;

describe("gradients summed while backward runs", () => {
  test("shorten the step by what they no longer take alone", () => {
    const hidden = time({}, "gradientReduction") - time({ overlapGradients: true }, "gradientReduction");
    expect(hidden).toBeGreaterThan(0);
    expect(seconds({}) - seconds({ overlapGradients: true })).toBeCloseTo(hidden, 9);
  });
  test("cost the same energy of links", () => {
    const links = (change: Partial<PlanChoice>): number => evaluated(change).phases[0]!.priced.bytesSent;
    expect(links({ overlapGradients: true })).toBe(links({}));
  });
});

describe("tensor-parallel collectives beside their products", () => {
  const apart = { tensorParallel: 5, dataParallel: 2, microBatches: 8 };
  const beside = { ...apart, overlapTensorParallel: true };
  test("products in five parts are smaller and take longer", () =>
    expect(time(beside, "matmul")).toBeGreaterThan(time(apart, "matmul")));
});

test.each([
  { rankOrder: "tensor-pipeline-data" },
  { overlapGradients: true },
  { overlapTensorParallel: true },
] as const)("programs of IPUs have no %o", async (change) => {
  const pod = buildArch(await specs.arch("bow-pod16"));
  const plan = planExecution({
    ...{
      arch: pod,
      graph: buildOperatorGraph(workload, "training"),
      planMatmul: () => ({ temporaryBytesPerTile: 0 }),
    },
    choice: { ...choice, ...change },
  });
  expect(plan).toMatchObject({ kind: "illegal", made: change });
});
