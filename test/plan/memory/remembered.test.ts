import { describe, expect, test } from "vitest";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { partition } from "../../../src/plan/partition/partition.ts";
import { residences } from "../../../src/plan/memory/residency.ts";
import type { TilePlans } from "../../../src/plan/memory/temporary-bytes.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import { DEFAULT_CHOICE, PLAN_CHOICES } from "../../../src/spec/kinds/plan-choices.ts";
import { buildOperatorGraph, phasesOf } from "../../../src/workload/build-graph.ts";
import type { Phase } from "../../../src/workload/graph/operator-graph.ts";
import { otherChoices } from "../../helpers/other-choices.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const archs = {
  tiled: buildArch(await specs.arch("bow-pod16")),
  roofline: buildArch(await specs.arch("a100-gpus16")),
};

/** Temporary memory that depends on all of a product's shape. */
const shaped = (): TilePlans =>
  Object.assign((shape: object) => ({ temporaryBytesPerTile: sumOf(shape), passes: 1 }), {
    convolution: (shape: object) => ({ temporaryBytesPerTile: sumOf(shape) }),
  });
const none: TilePlans = () => ({ temporaryBytesPerTile: 0, passes: Infinity });

function sumOf(shape: object): number {
  const numbers = Object.values(shape).filter((value): value is number => typeof value === "number");
  return numbers.reduce((sum, value, at) => sum + (at + 1) * value, 0);
}

/** Two stages that are not alike, two replicas, several micro-batches: whatever a choice can change shows. */
const pipeline: PlanChoice = {
  ...DEFAULT_CHOICE,
  ...{ tensorParallel: 2, pipelineParallel: 2, dataParallel: 4, microBatch: 2, microBatches: 8 },
};

describe.each([
  ["bert-large", [8, 16], 24],
  ["mixtral-8x7b", [12, 20], 32],
] as const)("what chips hold of %s", async (id, layersPerStage, layers) => {
  const { spec } = await specs.workload(id);
  const phases = phasesOf(spec);
  const bases: readonly PlanChoice[] = [
    { ...pipeline, layersPerStage, kvCache: phases.includes("decode") ? "sram" : "none" },
    { ...pipeline, pipelineParallel: 1, weights: "streaming", layersPerStage: [layers], ioTiles: 64 },
  ];
  const held = (
    machine: keyof typeof archs,
    choice: PlanChoice,
    {
      phase,
      planMatmul,
      graph = buildOperatorGraph(spec, phase),
    }: { phase: Phase; planMatmul: TilePlans; graph?: ReturnType<typeof buildOperatorGraph> },
  ): string => {
    const stages = partition(graph, choice);
    const residence = residences({ arch: archs[machine], graph, choice, stages, planMatmul });
    return JSON.stringify(
      residence.map(({ sram, offChip, ioTileBytes }) => ({ sram, offChip, ioTileBytes })),
    );
  };

  test.each(Object.keys(archs) as (keyof typeof archs)[])(
    "on a %s chip is the same whatever was asked before: each choice in turn, remembered and anew",
    (machine) => {
      const phase = phases.at(-1)!;
      const warm = { phase, graph: buildOperatorGraph(spec, phase), planMatmul: shaped() };
      for (const base of bases) {
        held(machine, base, warm);
        for (const [name, choice] of otherChoices(base))
          expect([name, choice[name], held(machine, choice, warm)]).toEqual([
            name,
            choice[name],
            held(machine, choice, { phase, planMatmul: shaped() }),
          ]);
      }
    },
  );

  test("does not depend on choices that take no memory beside a product's temporaries", () => {
    const phase = phases.at(-1)!;
    for (const base of bases)
      for (const machine of Object.keys(archs) as (keyof typeof archs)[])
        for (const [name, choice] of otherChoices(base))
          if (!PLAN_CHOICES[name].memory)
            expect([name, held(machine, choice, { phase, planMatmul: none })]).toEqual([
              name,
              held(machine, base, { phase, planMatmul: none }),
            ]);
  });
});
