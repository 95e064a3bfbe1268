import { describe, expect, test } from "vitest";
import { explainShortage, shortMemory, toldShortage } from "../../../src/plan/memory/explain-shortage.ts";
import { planExecution } from "../../../src/plan/plan-execution.ts";
import type { Infeasible, PlanChoice } from "../../../src/plan/plan.ts";
import {
  block,
  graphOf,
  matmul,
  plannerOf,
  stage,
  tinyArch,
  tinyChoice,
  tinyGpus,
  type TinyChange,
  TINY_DDR,
} from "../../helpers/tiny.ts";

/** Two layers of 2,000 parameters each: 4,000 B of weights, as much of gradients, 12,000 B of Adam's state. */
const layer = block([matmul({ parameters: 2000 })], { count: 2 });

function refused(change: Partial<PlanChoice>, arch: TinyChange, of = layer): Infeasible {
  const input = {
    arch: arch.gpu ? tinyGpus(arch) : tinyArch(arch),
    graph: graphOf([of]),
    choice: tinyChoice({ layersPerStage: [2], availableMemoryProportion: 0.1, ...change }),
    planMatmul: plannerOf(),
  };
  const answer = planExecution(input);
  if (answer.kind !== "unfit") throw new Error(answer.kind);
  return explainShortage(answer);
}

describe("why a plan does not fit", () => {
  test("what a unit holds is told by what holds it: bytes of an HBM", () => {
    const { resource, demand, bound, breakdown } = refused({}, { gpu: { memoryBytes: 20_000 } });
    expect(resource).toBe("HBM");
    expect(bound).toBe(20_000);
    // no input is kept; the widest tensor and the result, twice: 2 · (300 + 100) elements
    expect(breakdown).toEqual({ weights: 8000, gradients: 8000, optimizer: 48_000, activations: 1600 });
    expect(demand).toBe(65_600);
  });
  test("or of a tile", () => {
    const tiny = { chip: { sramBytesPerTile: 20_000 } };
    const { resource, breakdown, where } = refused({}, tiny);
    expect(resource).toBe("tile SRAM");
    expect(breakdown).toMatchObject({ weights: 8000 / 4, optimizer: 24_000 / 4 });
    expect(where).toMatch(/tiles .* while/);
  });
  test("only what mends it by itself is offered", () => {
    const { levers } = refused({ dataParallel: 8 }, { gpu: { memoryBytes: 30_000 } });
    expect(levers).toEqual(["optimizerState: sharded over the replicas"]);
  });
  test("where none mends it alone, the smallest sets that do", () => {
    // 2 × 4,000 B of weights and gradients, 24,000 of state shared by 2, and what a micro-batch of 1 takes of 4
    const crowded = { dataParallel: 2, microBatch: 4 };
    const alone = refused(crowded, { gpu: { memoryBytes: 41_000 } });
    const { levers } = refused(crowded, { gpu: { memoryBytes: alone.demand - 24_000 - 100 } });
    expect(levers).toEqual(["optimizerState: sharded over the replicas with microBatch: 1"]);
  });
  test("then more stages on the same chips", () => {
    const { levers } = refused({}, { gpu: { memoryBytes: 45_000 } });
    expect(levers).toEqual(["pipelineParallel: 2 with dataParallel: 1"]);
  });
  test("and where no plan does, the machine that would, with every memory that is short", () => {
    const { levers, demand } = refused({}, { gpu: { memoryBytes: 1000 } });
    expect(demand).toBe(65_600);
    expect(levers).toEqual(["a machine with 64.1 KiB of HBM a chip"]);
    const tiny = refused(
      { weights: "streaming", dataParallel: 8 },
      { chip: { sramBytesPerTile: 100 }, memories: { streaming: { ...TINY_DDR, bytes: 1000 } } },
    );
    expect(tiny.levers[0]).toMatch(
      /^a machine with .* of SRAM a tile and 17.2 KiB of streaming memory a machine$/,
    );
  });
  test("of streaming memory: what a machine's chips hold of each kind", () => {
    const ddr = { ...TINY_DDR, bytes: 1000 };
    const { resource, breakdown, demand } = refused(
      { weights: "streaming", dataParallel: 8 },
      { memories: { streaming: ddr } },
    );
    expect(resource).toBe("streaming memory of a machine");
    // and the inputs of two layers, 100 elements each, which wait there for their backward
    expect(breakdown).toEqual({ weights: 1000 * 4, optimizer: 3000 * 4, activations: 400 * 4 });
    expect(demand).toBe((1000 + 3000 + 400) * 4);
  });
});

test("without reasons a shortage is told alone", () => {
  const choice = tinyChoice();
  const plan = { arch: tinyArch(), stages: [stage([layer])], fullestChip: 0, choice } as never;
  const shortage = { memory: "chip", demandBytes: 5, boundBytes: 4 } as const;
  const told = toldShortage({ kind: "unfit", plan, shortage, planMatmul: plannerOf() });
  expect(told).toMatchObject({ resource: "tile SRAM", demand: 5, bound: 4, gap: 1, levers: [] });
});

test("the memory that is short has a name, in a pipeline with its chip", () => {
  const short = (memory: string, stages: number, arch = tinyArch()) =>
    shortMemory(
      { arch, stages: Array.from({ length: stages }, () => stage([layer])), fullestChip: 3 },
      { memory, demandBytes: 2, boundBytes: 1 },
    );
  expect(short("chip", 1)).toBe("tile SRAM");
  expect(short("chip", 4)).toBe("tile SRAM on chip 3 of the pipeline");
  expect(short("chip", 4, tinyGpus())).toBe("HBM on chip 3 of the pipeline");
  expect(short("ioTiles", 4)).toBe("SRAM of the tiles for I/O");
  expect(short("streaming", 4)).toBe("streaming memory of a machine");
  const hbm = { ...TINY_DDR, id: "hbm", sharedBy: "chip" } as const;
  expect(short("hbm", 4, tinyArch({ memories: { hbm } }))).toBe("hbm of a chip");
});
