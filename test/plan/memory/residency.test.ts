import { DEFAULT_CHOICE } from "../../../src/spec/kinds/plan-choices.ts";
import { beforeAll, describe, expect, test } from "vitest";
import type { Arch } from "../../../src/arch/arch.ts";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { partition } from "../../../src/plan/partition/partition.ts";
import type { PlanChoice, Residence, Stage } from "../../../src/plan/plan.ts";
import { codeBytesPerTile } from "../../../src/plan/memory/program-code.ts";
import { chipProgram } from "../../../src/plan/memory/program-steps.ts";
import { residences } from "../../../src/plan/memory/residency.ts";
import type { TilePlans } from "../../../src/plan/memory/temporary-bytes.ts";
import { unevenElements } from "../../../src/plan/memory/uneven-weights.ts";
import { buildOperatorGraph } from "../../../src/workload/build-graph.ts";
import type { Block, OperatorGraph } from "../../../src/workload/graph/operator-graph.ts";
import { linear } from "../../../src/workload/operators/linear.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

let pod: Arch;
let bert: OperatorGraph;
let resnet: OperatorGraph;

beforeAll(async () => {
  const specs = await openShippedSpecs();
  pod = buildArch(await specs.arch("bow-pod16"));
  bert = buildOperatorGraph((await specs.workload("bert-large")).spec, "training");
  resnet = buildOperatorGraph((await specs.workload("resnet-50")).spec, "training");
});

const pipeline: PlanChoice = {
  ...DEFAULT_CHOICE,
  pipelineParallel: 4,
  dataParallel: 4,
  microBatch: 2,
  microBatches: 192,
  recompute: "layer",
  optimizerState: "streaming",
  availableMemoryProportion: 0.2,
  layersPerStage: [3, 7, 7, 7],
  headPlacement: "first",
};

const wholeNetwork: PlanChoice = { ...pipeline, pipelineParallel: 1, layersPerStage: [16], microBatch: 20 };

const kilobyte: TilePlans = () => ({ temporaryBytesPerTile: 1000 });
const noTemporaries: TilePlans = () => ({ temporaryBytesPerTile: 0 });

function held(graph: OperatorGraph, choice: PlanChoice): readonly Residence[] {
  const planMatmul = kilobyte;
  return residences({ arch: pod, graph, choice, stages: partition(graph, choice), planMatmul });
}

const stash = (residence: Residence | undefined): number => residence?.sram.stash ?? 0;
const checkpointOf = (tokens: number): number => tokens * 1024 * 2;

describe("a pipeline's stash", () => {
  test("holds the input of each layer for every micro-batch in flight: 7 of 4 to come, 5, 3", () => {
    const tokens = 2 * bert.tokensPerSample;
    const chips = held(bert, pipeline);
    expect(chips.slice(1).map(stash)).toEqual([7, 5, 3].map((depth) => depth * 7 * checkpointOf(tokens)));
  });

  test("is half as large with checkpoints in FP8", () => {
    const half = held(bert, { ...pipeline, checkpointFormat: "fp8" });
    expect(half.map(stash)[1]).toBe(stash(held(bert, pipeline)[1]) / 2);
  });
});

test("without a pipeline checkpoints come and go with the layers: the first layers go backward when few are left", () => {
  const stages = partition(resnet, wholeNetwork);
  const input = { arch: pod, graph: resnet, choice: wholeNetwork, stages, planMatmul: noTemporaries };
  const stashes = chipProgram(stages, input).parts.map(({ through }) => through.stash);
  const update = stashes.pop();
  expect(stashes).toEqual([...stashes].sort((a, b) => a - b));
  expect(stashes[0]).toBeLessThan(stashes.at(-1)! / 3);
  expect(update).toBe(0);
});

test("in phased execution checkpoints wait in streaming memory, one layer's weights are on the chip", () => {
  const phased: PlanChoice = {
    ...pipeline,
    pipelineParallel: 1,
    dataParallel: 16,
    weights: "streaming",
    layersPerStage: [24],
    microBatches: 10,
  };
  const [chip] = held(bert, phased);
  const layer = bert.blocks.find(({ kind }) => kind === "layer")!;
  const parameters = layer.operators.reduce((sum, op) => sum + op.parameters, 0);
  expect(chip?.peak?.block).toBe("layer");
  expect(chip?.sram.weights).toBe(parameters * 2);
  expect(stash(chip)).toBe(checkpointOf(2 * bert.tokensPerSample));
  // 24 layers, what the embedding's norm and the heads read
  expect(chip?.offChip["streaming"]?.activations).toBe(
    (24 + 2) * 10 * checkpointOf(2 * bert.tokensPerSample),
  );
});

test("the step that decides is named, and its bytes are those held", () => {
  for (const { peak, sram } of held(bert, pipeline)) {
    expect(peak?.live.activations).toBe(sram.activations);
    expect(peak?.operator?.id).toBeTruthy();
    expect(sram.temporaries).toBe(1000 * 1472);
  }
});

test("layers of one shape share their code, also in half layers", () => {
  const layer = bert.blocks.find(({ kind }) => kind === "layer")!;
  const once: Stage = { index: 0, chip: 0, blocks: [{ block: layer, count: 1 }] };
  const again = {
    ...layer,
    id: "again",
    operators: layer.operators.map((op) => ({ ...op, id: `x-${op.id}` })),
  };
  const both: Stage = { ...once, blocks: [...once.blocks, { block: again, count: 3 }] };
  expect(codeBytesPerTile([both], true)).toEqual(codeBytesPerTile([once], true));
});

test("of 4,096 blocks the fullest of 1,472 tiles holds 3, the mean 2.78", () => {
  const [matmul] = linear({
    id: "query",
    role: "query",
    rows: 1,
    inner: 1024,
    columns: 1024,
    split: "column",
    bias: false,
  });
  const block = { operators: [matmul] } as unknown as Block;
  const excess = unevenElements(block, DEFAULT_CHOICE, 1472);
  expect(excess).toBeCloseTo((3 - 4096 / 1472) * 256, 9);
});
