import { DEFAULT_CHOICE } from "../../../src/spec/kinds/plan-choices.ts";
import { beforeAll, describe, expect, test } from "vitest";
import type { Arch } from "../../../src/arch/arch.ts";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { explainShortage } from "../../../src/plan/memory/explain-shortage.ts";
import { planExecution } from "../../../src/plan/plan-execution.ts";
import type {
  Infeasible,
  Plan,
  PlanChoice,
  ProgramStep,
  Residence,
  TileClass,
} from "../../../src/plan/plan.ts";
import type { TilePlans } from "../../../src/plan/memory/temporary-bytes.ts";
import { withTileClasses } from "../../../src/plan/memory/tile-classes.ts";
import { placementOf } from "../../../src/plan/placement/placement.ts";
import { buildOperatorGraph } from "../../../src/workload/build-graph.ts";
import type { Operator, OperatorGraph } from "../../../src/workload/graph/operator-graph.ts";
import { NO_SRAM } from "../../../src/plan/memory/standing-bytes.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";
import {
  block,
  graphOf,
  matmul,
  plannerOf,
  stage,
  tinyArch,
  tinyChoice,
  vector,
} from "../../helpers/tiny.ts";

let pod: Arch;
let large: Arch;
let bert: OperatorGraph;
let gpt3: OperatorGraph;

beforeAll(async () => {
  const specs = await openShippedSpecs();
  pod = buildArch(await specs.arch("bow-pod16"));
  large = buildArch(await specs.arch("bow-pod256"));
  bert = buildOperatorGraph((await specs.workload("bert-large")).spec, "training");
  gpt3 = buildOperatorGraph((await specs.workload("gpt-3-175b")).spec, "training");
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

/** As the vendor ran it: 8 × 8 tensor parallel, phased, one layer at a time. */
const phased: PlanChoice = {
  ...pipeline,
  tensorParallel: 32,
  pipelineParallel: 1,
  dataParallel: 4,
  microBatch: 1,
  microBatches: 32,
  weights: "streaming",
  layersPerStage: [96],
  ioTiles: 128,
  sequenceParallel: true,
  headPlacement: "last",
};

const work: TilePlans = () => ({ temporaryBytesPerTile: 100_000, tilesUsed: 1456 });

function planned(arch: Arch, graph: OperatorGraph, choice: PlanChoice, planMatmul = work): Plan | Infeasible {
  const plan = planExecution({ arch, graph, choice, planMatmul });
  if (plan.kind === "unfit") return explainShortage(plan);
  if (plan.kind === "illegal") throw new Error(plan.rule);
  return withTileClasses(plan, planMatmul);
}

function classesOf(plan: Plan | Infeasible): readonly TileClass[] {
  if (plan.kind === "infeasible") throw new Error(plan.resource);
  return plan.residence[plan.fullestChip]?.tileClasses ?? [];
}

describe("tiles by what they hold", () => {
  test("are all the chip has, the fullest first; the plan is as full as they are", () => {
    const plan = planned(pod, bert, pipeline);
    const classes = classesOf(plan);
    expect(classes.reduce((sum, { tiles }) => sum + tiles, 0)).toBe(1472);
    expect(classes[0]?.bytesPerTile).toBeCloseTo((plan as Plan).sramBytesPerTilePeak, 6);
    expect(classes.map(({ bytesPerTile }) => bytesPerTile)).toEqual(
      classes.map(({ bytesPerTile }) => bytesPerTile).sort((a, b) => b - a),
    );
  });

  test("16 of 1,472 have no operand blocks where the product is divided over 1,456", () => {
    const [, even, idle] = classesOf(planned(pod, bert, pipeline));
    expect(idle?.tiles).toBe(1472 - 1456);
    expect(even!.bytesPerTile - idle!.bytesPerTile).toBeCloseTo(100_000, 6);
  });

  test("of 16,384 blocks 192 tiles hold one more: 16,384 = 11 · 1,472 + 192", () => {
    expect(classesOf(planned(pod, bert, pipeline))[0]?.tiles).toBe(16_384 % 1472);
  });
});

test("a design that does not fit says which tiles are fullest, and while what runs", () => {
  const plan = planned(pod, bert, { ...pipeline, microBatch: 16 });
  if (plan.kind !== "infeasible") throw new Error("it fits");
  expect(plan.where).toMatch(/^192 tiles at work, with a block more of each matrix, while layer \S+ runs/);
});

describe("tiles set aside for I/O hold the layer that comes in", () => {
  test("a layer of GPT-3 divided by 32 needs 256 of them, not 128", () => {
    const tight = planned(large, gpt3, phased);
    expect(tight).toMatchObject({ kind: "infeasible", resource: "SRAM of the tiles for I/O" });
    expect((tight as Infeasible).levers).toContain("ioTiles: 256");
    expect(planned(large, gpt3, { ...phased, ioTiles: 256 }).kind).toBe("plan");
  });

  test("divided by 48, 128 are enough and 64 are not; the vendor, with 64 chips to a layer, sets 128", () => {
    const choice = { ...phased, tensorParallel: 48 };
    expect(planned(large, gpt3, choice).kind).toBe("plan");
    expect(planned(large, gpt3, { ...choice, ioTiles: 64 })).toMatchObject({
      resource: "SRAM of the tiles for I/O",
    });
  });
});

describe("five tiny tiles, one for I/O, in a step whose product uses 3 of 4", () => {
  const GAP = 8 * 1024;
  /** 1,300 parameters are 6 blocks of 256: two of the four tiles have a block more. */
  const layer = block([matmul({ parameters: 1300 }), matmul({ parameters: 1024 })]);
  const classes = (
    sram: Partial<Residence["sram"]>,
    operator: Operator | undefined = layer.operators[0],
    tilesUsed = 3,
  ) => {
    const peak = { block: "layer", direction: "forward", ...(operator && { operator }) } as ProgramStep;
    const held = { sram: { ...NO_SRAM, ...sram }, offChip: {}, peak, ioTileBytes: 77 } as Residence;
    const plan = {
      ...{ kind: "plan", arch: tinyArch({ chip: { tiles: 5 } }), graph: graphOf([layer]) },
      ...{ choice: tinyChoice({ ioTiles: 1 }), stages: [stage([layer])], residence: [held], fullestChip: 0 },
      ...{ sramBytesPerTilePeak: 0, placement: placementOf(tinyArch(), tinyChoice()) },
    } as Plan;
    return withTileClasses(
      plan,
      plannerOf(() => ({ tilesUsed })),
    ).residence[0]?.tileClasses;
  };

  test("hold a block more, an even share, no operand blocks, or what comes in", () =>
    expect(classes({ weights: 400, temporaries: 80, gaps: 4 * (GAP + 10) })).toEqual([
      { name: "at work, with a block more of each matrix", tiles: 2, bytesPerTile: 100 + 20 + GAP + 10 },
      { name: "at work, with an even share", tiles: 1, bytesPerTile: 100 + 20 + GAP },
      { name: "left out by the division of the work", tiles: 1, bytesPerTile: 100 + GAP },
      { name: "for I/O", tiles: 1, bytesPerTile: 77 },
    ]));
  test("hold alike where nothing is uneven and no product runs", () =>
    expect(classes({ weights: 400, gaps: 4 * GAP }, vector())).toEqual([
      { name: "computing, with an even share", tiles: 4, bytesPerTile: 100 + GAP },
      { name: "for I/O", tiles: 1, bytesPerTile: 77 },
    ]));
  test("are counted once where fewer work than hold a block more", () => {
    const tiles = classes({ weights: 400, temporaries: 80, gaps: 4 * (GAP + 10) }, layer.operators[0], 1);
    expect(tiles?.map((one) => one.tiles)).toEqual([2, 2, 1]);
  });
});
