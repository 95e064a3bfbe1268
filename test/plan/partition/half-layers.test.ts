import { withDefaults } from "../../../src/spec/kinds/plan-choices.ts";
import { beforeAll, expect, test } from "vitest";
import type { Arch } from "../../../src/arch/arch.ts";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { halfLayers } from "../../../src/plan/partition/half-layers.ts";
import { partition } from "../../../src/plan/partition/partition.ts";
import { planExecution } from "../../../src/plan/plan-execution.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import { buildOperatorGraph } from "../../../src/workload/build-graph.ts";
import type { OperatorGraph } from "../../../src/workload/graph/operator-graph.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

let bert: OperatorGraph;
let gptJ: OperatorGraph;
let pod: Arch;

beforeAll(async () => {
  const specs = await openShippedSpecs();
  bert = buildOperatorGraph((await specs.workload("bert-large")).spec, "training");
  pod = buildArch(await specs.arch("bow-pod16"));
  gptJ = buildOperatorGraph((await specs.workload("gpt-j-6b")).spec, "training");
});

function layerOf(graph: OperatorGraph): OperatorGraph["blocks"][number] {
  const layer = graph.blocks.find(({ kind }) => kind === "layer");
  if (layer === undefined) throw new Error("no layer");
  return layer;
}

test("the two halves of a layer have all its operators and all it saves", () => {
  const layer = layerOf(bert);
  const halves = halfLayers(layer) ?? [];
  const ids = halves.flatMap(({ operators }) => operators.map(({ id }) => id));
  expect(ids).toEqual(layer.operators.map(({ id }) => id));
  const saved = halves.reduce((sum, { savedElements }) => sum + savedElements, 0);
  expect(saved).toBeCloseTo(layer.savedElements, 3);
  expect(halves[0]?.operators.every(({ id }) => !id.startsWith("ffn"))).toBe(true);
});

test("attention and feed-forward side by side cannot be parted", () => {
  const choice = withDefaults({ pipelineParallel: 2, layersPerStage: [13.5, 14.5] });
  const plan = planExecution({
    arch: pod,
    graph: gptJ,
    choice,
    planMatmul: () => ({ temporaryBytesPerTile: 0 }),
  });
  expect(plan).toMatchObject({
    kind: "illegal",
    rule: expect.stringMatching(/^half layers/) as string,
  });
});

test("3.5 and 3.5 layers cut in the middle of the fourth layer", () => {
  const layersPerStage = [3.5, 3.5, 17];
  const stages = partition(bert, { layersPerStage, headPlacement: "last" } as unknown as PlanChoice);
  const cut = stages.map(({ blocks }) =>
    blocks.filter(({ block }) => block.kind === "layer").map(({ block, count }) => [block.id, count]),
  );
  expect(cut).toEqual([
    [
      ["layer", 3],
      ["layer-attention", 1],
    ],
    [
      ["layer-ffn", 1],
      ["layer", 3],
    ],
    [["layer", 17]],
  ]);
});
