import { DEFAULT_CHOICE } from "../../src/spec/kinds/plan-choices.ts";
import { describe, expect, test } from "vitest";
import { partition } from "../../src/plan/partition/partition.ts";
import type { PlanChoice, Residence } from "../../src/plan/plan.ts";
import { residences } from "../../src/plan/memory/residency.ts";
import { buildArch } from "../../src/arch/build-arch.ts";
import { buildOperatorGraph } from "../../src/workload/build-graph.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();

const CHOICE: PlanChoice = {
  ...DEFAULT_CHOICE,
  microBatches: 4,
  layersPerStage: [28],
  headPlacement: "last",
};

async function held(workload: string, change: Partial<PlanChoice> = {}): Promise<Residence> {
  const { spec } = await specs.workload(workload);
  const arch = buildArch(await specs.arch("bow-pod16"));
  const graph = buildOperatorGraph(spec, "training");
  const choice = { ...CHOICE, ...change };
  const planMatmul = (): { temporaryBytesPerTile: number } => ({ temporaryBytesPerTile: 0 });
  const [residence] = residences({ arch, graph, choice, stages: partition(graph, choice), planMatmul });
  if (residence === undefined) throw new Error("a plan has a chip");
  return residence;
}

describe("GPT-J with low-rank pairs of rank 4 beside queries and values of 28 layers of width 4096", () => {
  const trained = 28 * 2 * 4 * (4096 + 4096);
  const weights = 2 * (6_050_882_784 + trained);

  test("keeps all weights, but gradients (2 B) and optimizer state (6 B) of the pairs alone", async () => {
    const { sram } = await held("gpt-j-6b-mnli-lora");
    expect(sram.weights).toBe(weights);
    expect(sram.gradients).toBe(2 * trained);
    expect(sram.optimizer).toBe(6 * trained);
  });

  test("keeps no optimizer state of what is frozen in streaming memory either", async () => {
    const { offChip } = await held("gpt-j-6b-mnli-lora", {
      weights: "streaming",
      optimizerState: "streaming",
    });
    expect(offChip["streaming"]?.weights).toBe(weights);
    expect(offChip["streaming"]?.optimizer).toBe(6 * trained);
  });

  test("trained whole it keeps 10 B of every parameter", async () => {
    const { sram } = await held("gpt-j-6b-mnli");
    expect(sram.weights + sram.gradients + sram.optimizer).toBe(10 * 6_050_882_784);
  });

  test("saves less for backward than trained whole", async () => {
    const [low, full] = [await held("gpt-j-6b-mnli-lora"), await held("gpt-j-6b-mnli")];
    expect(low.sram.stash).toBeLessThan(0.8 * full.sram.stash);
  });
});
