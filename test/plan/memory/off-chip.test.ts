import { describe, expect, test } from "vitest";
import type { Memory } from "../../../src/arch/memory.ts";
import { illegalChoice } from "../../../src/plan/choice/illegal-choice.ts";
import { firstShortage, offChipBytes } from "../../../src/plan/memory/shortage.ts";
import { isOffChip, stateMemory } from "../../../src/plan/memory/off-chip.ts";
import { NO_SRAM, standingBytes } from "../../../src/plan/memory/standing-bytes.ts";
import type { PlanChoice, Residence } from "../../../src/plan/plan.ts";
import { block, graphOf, matmul, plannerOf, stage, tinyArch, tinyChoice } from "../../helpers/tiny.ts";

const HBM: Memory = {
  ...{ id: "hbm", sharedBy: "chip", bytes: 1000, joulesPerByte: 0.5 },
  ...{ bytesPerSecond: 500, chipBytesPerSecond: 500 },
};
const FLASH: Memory = { ...HBM, id: "flash", sharedBy: "machine", bytes: 5000 };
const arch = tinyArch({ memories: { hbm: HBM, flash: FLASH } });

/** Three layers of 600 parameters: weights of 2 B, Adam's state of 6 B. */
const P = 3 * 600;
function held(change: Partial<PlanChoice>) {
  const blocks = [block([matmul()], { count: 3 })];
  const stages = [stage(blocks)];
  const choice = tinyChoice({ dataParallel: 16, ...change });
  return standingBytes(stages, { arch, graph: graphOf(blocks), choice, stages, planMatmul: plannerOf() });
}

describe("where things live", () => {
  test("sram, sharded and none are no memories off the chip", () =>
    expect(["sram", "sharded", "none", undefined, "streaming", "hbm"].map(isOffChip)).toEqual([
      ...[false, false, false, false],
      ...[true, true],
    ]));

  test("state of phased execution is with the weights unless it has a memory of its own", () => {
    expect(stateMemory({ weights: "hbm", optimizerState: "sram" })).toBe("hbm");
    expect(stateMemory({ weights: "hbm", optimizerState: "flash" })).toBe("flash");
    expect(stateMemory({ weights: "sram", optimizerState: "flash" })).toBe("flash");
    expect(stateMemory({ weights: "sram", optimizerState: "sharded" })).toBeUndefined();
  });
});

describe("weights of 16 replicas, 8 in a link domain", () => {
  test("in a chip's own memory are whole, their state divided", () =>
    expect(held({ weights: "hbm" }).offChip).toMatchObject({
      hbm: { weights: P * 2, optimizer: (P * 6) / 8, gradients: 0 },
    }));

  test("in a memory that chips share are divided as their state is", () =>
    expect(held({ weights: "flash" }).offChip).toMatchObject({
      flash: { weights: (P * 2) / 8, optimizer: (P * 6) / 8 },
    }));

  test("and their state may be in two memories", () => {
    const { offChip } = held({ weights: "hbm", optimizerState: "flash" });
    expect(offChip).toMatchObject({
      hbm: { weights: P * 2, optimizer: 0 },
      flash: { optimizer: (P * 6) / 8 },
    });
    expect(Object.keys(offChip)).toEqual(["hbm", "flash"]);
  });

  test("on the chip leave nothing in any other memory", () => expect(held({}).offChip).toEqual({}));
});

describe("what does not fit", () => {
  const kept = (id: string, weights: number): Residence => ({
    sram: NO_SRAM,
    offChip: { [id]: { weights, gradients: 0, optimizer: 0, activations: 0, kvCache: 0 } },
  });
  const short = (residence: readonly Residence[]) =>
    firstShortage(arch, tinyChoice({ dataParallel: 16 }), residence);

  test("a chip's own memory holds the fullest chip alone", () => {
    expect(short([kept("hbm", 1000), kept("hbm", 7)])).toBeUndefined();
    expect(short([kept("hbm", 7), kept("hbm", 1001)])).toEqual({
      ...{ memory: "hbm", demandBytes: 1001, boundBytes: 1000 },
    });
  });

  test("a shared one holds all 4 chips of a machine", () => {
    expect(short([kept("flash", 1250)])).toBeUndefined();
    expect(short([kept("flash", 1251)])).toMatchObject({ memory: "flash", demandBytes: 4 * 1251 });
    expect(offChipBytes("flash", arch, tinyChoice({ dataParallel: 2 }), [kept("flash", 10)])).toBe(20);
  });

  test("a memory that the machine lacks is named, with those it has", () => {
    const graph = graphOf([block([matmul()], { count: 3 })]);
    const refused = illegalChoice({
      arch,
      graph,
      choice: tinyChoice({ layersPerStage: [3], kvCache: "hmb" }),
    });
    expect(refused?.rule).toContain('has no memory "hmb"');
    expect(refused?.legal).toEqual(["kvCache: hbm"]);
  });
});
